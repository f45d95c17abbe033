"""What each transaction set may hold: compact tables of our own, one text file per set, read on first use.

A new transaction set is one more `.txt` file in this folder; the folder is scanned, nothing is registered.
The tables state structure: loops, segments, qualifiers, usage, repeats, element lengths and code values. They
were written by hand against the public descriptions of the HIPAA guides (45 CFR 162 subparts K to R) and
compared with independent implementations in the tests; they hold no wording of the guides themselves.
"""

from cleanclaim.x12.guides.loading import guide_for, guide_names, known_guides
from cleanclaim.x12.guides.tables import ElementRule, Guide, LoopRule, SegmentRule

__all__ = ["ElementRule", "Guide", "LoopRule", "SegmentRule", "guide_for", "guide_names", "known_guides"]
