"""Our guide tables against those of an independent implementation: every row, usage, repeat and value."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path

import pytest

from cleanclaim.x12.guides import ElementRule, LoopRule, SegmentRule, guide_for
from cleanclaim.x12.guides.loading import dictionary

Row = tuple[str, str, frozenset[str]]  # loop, segment, values of the qualifier

MAPS = [
    ("005010X222A1", "837", "837.5010.X222.A1.xml"),
    ("005010X221A1", "835", "835.5010.X221.A1.xml"),
    ("005010X231A1", "999", "999.5010X231.A1.xml"),
    ("005010X214", "277", "277.5010.X214.xml"),
    ("005010X223A2", "837", "837Q3.I.5010.X223.A1.xml"),
    ("005010X212", "277", "277.5010.X212.xml"),
    ("005010X220A1", "834", "834.5010.X220.A1.xml"),
]
ENVELOPES = {"ISA", "GS", "GE", "IEA", "TA1", "ST", "SE"}
WRAPPERS = {"ISA_LOOP", "GS_LOOP", "ST_LOOP", "HEADER", "DETAIL", "FOOTER"}

# Where we differ on purpose: (loop, segment, element) or (loop, segment), each with the reason.
DIFFERENT = {
    ("837", "BHT", 6): "31, the subrogation demand, is a value of the guide",
    ("1000A", "PER", 3): "ED is not a value of the guide",
    ("1000A", "PER", 5): "the same",
    ("1000A", "PER", 7): "the same",
    ("2010BA", "NM1", 8): "situational: a subscriber who is not the patient may lack a member id",
    ("2010BA", "NM1", 9): "the same",
    ("2110", "SVC", 1): "a seventh component, the description, is used",
    ("2000", "AK2", 1): "824 can be acknowledged",
    ("2100", "CTX"): "one row with ten repeats for the two kinds of context, which their first element tells",
    ("2110", "CTX"): "the same",
    ("2110", "IK4"): "required: it opens the loop",
    ("2110", "IK4", 3): "11 is not a value of the guide",
    ("2000C", "HL"): "a batch refused as a whole stops above",
    ("2000B", "HL", 4): "the same",
    ("2200B", "STC", 1): "entities are a list of their own that grows; any is read",
    ("2200C", "STC", 1): "the same",
    ("2200D", "STC", 1): "the same",
    ("2220D", "STC", 1): "the same",
    ("2200C", "STC", 2): "a date is read where one is sent (unverified)",
    ("2200C", "REF"): "three are read where three are sent (unverified)",
    ("2000D", "HL", 4): "a 0 is read where one is sent (unverified)",
    ("2220D", "STC"): "several, and a date, are read where they are sent (unverified)",
    ("2200E", "STC", 1): "entities are a list of their own that grows; any is read",
    ("2220E", "STC", 1): "the same",
    ("2220E", "STC", 4): "amounts are read for a dependent's line as for a subscriber's (unverified)",
    ("2220E", "STC", 5): "the same",
    ("834", "BGN", 5): "time zones are a list of their own; any is read",
    ("LS_LOOP", "LS"): "in our table the rows of the member loop around 2700",
    ("LS_LOOP", "LE"): "the same",
}


def _pyx12_rows(node: ET.Element, loop: str, set_id: str) -> Iterator[tuple[str, ET.Element, str]]:
    """Every segment of a map with its loop and the usage of that loop."""
    for child in node:
        if child.tag == "loop":
            name = child.get("xid", "")
            inner = loop if name in WRAPPERS else name
            yield from _pyx12_rows(child, inner, set_id)
        elif child.tag == "segment" and child.get("xid") not in ENVELOPES:
            yield loop, child, child.get("xid", "")


def _qualifier(segment: ET.Element) -> frozenset[str]:
    rule = _our_qualifier_position(segment.get("xid", ""))
    for child in segment:
        if child.findtext("seq") == f"{rule:02d}":
            first = child.find("element") if child.tag == "composite" else child
            assert first is not None
            return frozenset(each.text or "" for each in first.findall("valid_codes/code"))
    return frozenset()


def _our_qualifier_position(name: str) -> int:
    return 3 if name == "HL" else 1


def _key(loop: LoopRule, row: SegmentRule) -> Row:
    rule = row.elements.get(_our_qualifier_position(row.name))
    codes: tuple[str, ...] = ()
    if rule is not None:
        codes = rule.components[0].codes if rule.components else rule.codes
    return loop.loop_id, row.name, frozenset(codes)


@pytest.fixture
def folder() -> Path:
    import pyx12

    return Path(pyx12.__file__).parent / "map"


@pytest.mark.parametrize(("version", "set_id", "name"), MAPS)
def test_every_row_of_the_other_table_is_in_ours(folder: Path, version: str, set_id: str, name: str) -> None:
    guide = guide_for(version, set_id)
    assert guide is not None
    ours: dict[tuple[str, str], list[SegmentRule]] = {}
    for loop, row in guide.root.rows():
        if row not in ours.setdefault((loop.loop_id, row.name), []):
            ours[loop.loop_id, row.name].append(row)
    differences = []
    seen = 0
    for loop_id, segment, segment_name in _pyx12_rows(ET.parse(folder / name).getroot(), set_id, set_id):
        if (loop_id, segment_name) in DIFFERENT:
            continue
        wanted = _qualifier(segment)
        rows = ours.get((loop_id, segment_name), [])
        matching = rows[0] if len(rows) == 1 else _same_qualifier(rows, wanted, segment)
        if matching is None:
            differences.append(f"{loop_id} {segment_name} {sorted(wanted)}: not in our table")
            continue
        seen += 1
        differences += _row_differences(loop_id, matching, segment)
    assert differences == []
    assert seen >= 5


def _same_qualifier(
    rows: list[SegmentRule], wanted: frozenset[str], segment: ET.Element
) -> SegmentRule | None:
    found = [row for row in rows if frozenset(row.qualifiers) == wanted]
    if segment.get("xid") == "PWK":
        found = [row for row in rows if row.max_use == int(segment.findtext("max_use") or 0)]
    return found[0] if found else None


def _row_differences(loop_id: str, row: SegmentRule, segment: ET.Element) -> Iterator[str]:
    where = f"{loop_id} {row.name} {sorted(row.qualifiers)}"
    if row.required != (segment.findtext("usage") == "R"):
        yield f"{where}: required {row.required}"
    limit = segment.findtext("max_use") or ""
    if row.max_use != (0 if limit == ">1" else int(limit)):
        yield f"{where}: max use {row.max_use}, theirs {limit}"
    for child in segment:
        if child.tag not in ("element", "composite"):
            continue
        position = int(child.findtext("seq") or 0)
        if (loop_id, row.name, position) not in DIFFERENT:
            yield from _element_differences(f"{where} {position}", row.elements.get(position), child)


def _element_differences(where: str, rule: ElementRule | None, node: ET.Element) -> Iterator[str]:
    usage = node.findtext("usage")
    if usage == "N" or rule is None:
        if (usage == "N") != (rule is None):
            yield f"{where}: theirs {usage}, ours {rule}"
        return
    if rule.required != (usage == "R"):
        yield f"{where}: required {rule.required}, theirs {usage}"
    codes = {each.text or "" for each in node.findall("valid_codes/code")}
    if codes and codes != set(rule.codes):
        yield f"{where}: values {sorted(codes ^ set(rule.codes))}"
    inner = {component.position: component for component in rule.components}
    for component in node.findall("element"):
        position = int(component.findtext("seq") or 0)
        yield from _element_differences(f"{where}-{position}", inner.get(position), component)


def test_the_dictionary_agrees_on_kinds_and_lengths(folder: Path) -> None:
    theirs = {
        node.get("ele_num"): (
            node.get("data_type"),
            int(node.get("min_len") or 0),
            int(node.get("max_len") or 0),
        )
        for node in ET.parse(folder / "dataele.xml").getroot()
    }
    elements = dictionary().elements
    compared = {number: rule for number, rule in elements.items() if number in theirs}
    assert len(compared) >= 190
    assert {number: rule for number, rule in compared.items() if rule != theirs[number]} == {}


def test_the_dictionary_agrees_on_the_elements_of_each_segment(folder: Path) -> None:
    for _, _, name in MAPS:
        for segment in ET.parse(folder / name).getroot().iter("segment"):
            own = dictionary().segments.get(segment.get("xid", ""))
            if own is None:
                continue
            for child in segment:
                if child.tag in ("element", "composite"):
                    position = int(child.findtext("seq") or 0)
                    number = child.findtext("data_ele")
                    if segment.get("xid") == "CTX" and child.tag == "composite":
                        continue  # one composite goes by two numbers there
                    assert own[position - 1] == number, (segment.get("xid"), position)
