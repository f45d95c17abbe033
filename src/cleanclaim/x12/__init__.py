"""The wire: X12 bytes as segments and back, checked against guide tables, answered with acknowledgments.

Knows no domain: nothing here imports `cleanclaim.model`. From bytes to claims the public face is
`cleanclaim.exchange`.
"""
