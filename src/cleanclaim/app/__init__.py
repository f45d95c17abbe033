"""The use cases, one verb per module: the only room that composes stages with a store."""
