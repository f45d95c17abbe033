"""Terms of everyday notes and the codes they stand for, as tab-separated files; read by `vocabulary`."""
