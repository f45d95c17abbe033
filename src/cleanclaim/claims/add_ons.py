"""A small starter set of add-on procedures and the procedures they are added to, by number.

Authored by hand from general knowledge, not the CMS add-on code edit file (loading that file is a later
step). It only serves to keep an add-on on the same claim as its primary when a claim has to be split
[CMS NCCI Policy Manual ch. 1, add-on codes; unverified row by row].
"""

from __future__ import annotations

_OFFICE_NEW = ("99202", "99203", "99204", "99205")
_OFFICE_ESTABLISHED = ("99211", "99212", "99213", "99214", "99215")
_HOSPITAL = ("99221", "99222", "99223", "99231", "99232", "99233")
_PSYCHOTHERAPY_VISITS = (*_OFFICE_NEW, *_OFFICE_ESTABLISHED, *_HOSPITAL)

STARTER_ADD_ONS: dict[str, tuple[str, ...]] = {
    "11045": ("11042",),
    "11046": ("11043",),
    "11047": ("11044",),
    "11201": ("11200",),
    "11732": ("11730",),
    "13102": ("13101",),
    "13122": ("13121",),
    "13133": ("13132",),
    "17003": ("17000",),
    "64491": ("64490",),
    "64494": ("64493",),
    "77063": ("77067",),
    "90461": ("90460",),
    "90472": ("90460", "90471", "90473"),
    "90474": ("90460", "90471", "90473"),
    "90785": ("90791", "90792", "90832", "90834", "90837", "90853"),
    "90833": _PSYCHOTHERAPY_VISITS,
    "90836": _PSYCHOTHERAPY_VISITS,
    "90838": _PSYCHOTHERAPY_VISITS,
    "90840": ("90839",),
    "96361": ("96360", "96365", "96374", "96409", "96413"),
    "96366": ("96365", "96367"),
    "96367": ("96365", "96374", "96409", "96413"),
    "96375": ("96365", "96374", "96409", "96413"),
    "96376": ("96365", "96374", "96375"),
    "96415": ("96413",),
    "96417": ("96413",),
    "97811": ("97810",),
    "97814": ("97813",),
    "99292": ("99291",),
    "99417": ("99205", "99215"),
    "G0316": ("99223", "99233", "99236"),
    "G2211": (*_OFFICE_NEW, *_OFFICE_ESTABLISHED),
    "G2212": ("99205", "99215"),
}


def primaries_of(procedure: str) -> tuple[str, ...] | None:
    """The procedures an add-on is added to; None when the number is not in the starter set."""
    return STARTER_ADD_ONS.get(procedure)
