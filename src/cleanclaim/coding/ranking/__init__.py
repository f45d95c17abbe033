"""Index mode: every coded mention of a document, best first, by a small trained ranker that sees no price."""
