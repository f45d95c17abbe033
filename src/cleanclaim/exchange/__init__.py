"""The domain on the wire: records of the model as X12 transaction sets and back, one file per set."""
