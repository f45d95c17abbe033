"""FHIR R4 in: a Bundle becomes encounters. Nothing is fetched; what is not in the bundle is not there."""
