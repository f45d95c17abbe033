"""The remittance: how it is paid, reversals, denials, dates."""

from __future__ import annotations

from decimal import Decimal

from cleanclaim.x12.loops import Loop
from cleanclaim.x12.segments import Segment
from cleanclaim.x12.situations.scene import Scene, after, day
from cleanclaim.x12.situations.situation import Situation
from cleanclaim.x12.values import is_number

_ACCOUNTS = (6, 7, 9, 12, 13, 15)
_SENT_ON = frozenset({"19", "20", "21"})
_REASONS = range(2, 18, 3)


def _amount(text: str) -> Decimal:
    """An amount; zero for what is none, which is told elsewhere."""
    return Decimal(text) if is_number(text, "R") else Decimal()


def _bank(segment: Segment, _: Scene) -> bool:
    return segment.element(4) == "ACH" and not all(segment.element(number) for number in _ACCOUNTS)


def _no_payment(segment: Segment, _: Scene) -> bool:
    return (segment.element(4) == "NON") != (not _amount(segment.element(2)))


def _signs(segment: Segment, _: Scene) -> bool:
    return segment.element(2) == "22" and _amount(segment.element(3)) > 0


def _lone(segment: Segment, scene: Scene) -> bool:
    if segment.element(2) != "22":
        return False
    claims = scene.once("corrected", lambda: _corrected(scene.root))
    return segment.element(1) not in claims


def _corrected(root: Loop) -> frozenset[str]:
    openings = (each.opening for each in root.descendants("2100"))
    return frozenset(each.element(1) for each in openings if each.element(2) != "22")


def _undated(_: Segment, scene: Scene) -> bool:
    return scene.loop.first("DTM", 1, "150", "472") is None and scene.parent.first("DTM", 1, "232") is None


def _late(segment: Segment, scene: Scene) -> bool:
    return after(day(segment.element(2)), scene.written())


def _repeated(segment: Segment, scene: Scene) -> int:
    """The element of a reason that its group has already, in this CAS or one before it."""
    seen: set[str] = set()
    for each in scene.loop.all("CAS", 1, segment.element(1)):
        for number in _REASONS:
            reason = each.element(number)
            if reason and reason in seen and each is segment:
                return number
            seen.add(reason)
    return 0


def _denied(segment: Segment, _: Scene) -> bool:
    return segment.element(2) == "4" and bool(_amount(segment.element(4)))


def _no_reason(segment: Segment, scene: Scene) -> bool:
    if segment.element(2) != "4":
        return False
    return all(each.first("CAS") is None for each in (scene.loop, *scene.loop.children_of("2110")))


def _sent_on(segment: Segment, scene: Scene) -> bool:
    return segment.element(2) in _SENT_ON and scene.loop.first("NM1", 1, "TT") is None


def _units(segment: Segment, _: Scene) -> bool:
    units = segment.element(5)
    return bool(units) and not _amount(units) and _amount(segment.element(3)) > 0


SITUATIONS = (
    Situation("bank", "835", "835 BPR04", "an electronic payment names both accounts", _bank),
    Situation(
        "no-payment", "835", "835 BPR04", "NON goes with a payment of zero, and with no other", _no_payment
    ),
    Situation(
        "reversal-signs", "835", "2100 CLP03", "a reversal takes the charge back: its sign is turned", _signs
    ),
    Situation(
        "lone-reversal",
        "835",
        "2100 CLP02",
        "a reversal comes with the claim decided anew",
        _lone,
        whole_set=True,
    ),
    Situation(
        "service-date", "835", "2110 SVC01", "a service has its date, with the line or the claim", _undated
    ),
    Situation(
        "service-after-payment", "835", "2110 DTM02", "no service after the payment", _late, only="150 472"
    ),
    Situation("group-twice", "835", "2100,2110 CAS", "a reason stands once in a group", _repeated),
    Situation("denied-yet-paid", "835", "2100 CLP02", "a denied claim is not paid", _denied),
    Situation("no-reason", "835", "2100 CLP02", "a denied claim has a reason (CAS)", _no_reason),
    Situation(
        "crossover", "835", "2100 CLP02", "a claim that was sent on names the next payer (NM1 TT)", _sent_on
    ),
    Situation("units", "835", "2110 SVC05", "a service that is paid has units", _units, business=True),
)
