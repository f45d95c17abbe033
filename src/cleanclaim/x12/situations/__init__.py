"""Situational rules (SNIP type 4) and rules of a line of business (type 6): what one value asks of others.

The rules are the files in `rules/`, one for each family; nobody keeps a list. They advise: the wording of the
guides was not at hand, and no second source is cited. They carry no IK304: what is wrong with one claim does
not refuse the set in a 999.
"""

from cleanclaim.x12.situations.checking import all_situations, check_part, check_situations
from cleanclaim.x12.situations.scene import Scene
from cleanclaim.x12.situations.situation import Situation

__all__ = ["Scene", "Situation", "all_situations", "check_part", "check_situations"]
