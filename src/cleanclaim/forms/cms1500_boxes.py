"""Where each value of the CMS-1500 (02/12) stands, as data. Labels are our own short words.

The grid is that of a 10-pitch, 6-lines-per-inch printer on a letter page: column 1 begins at the left edge
of the sheet, line 1 at its top; the form's frame begins under line 8 (1.33 in) and reaches from column 4
(0.3 in) to column 82 (8.2 in) [Medicare Claims Processing Manual (Pub 100-04) ch. 26 s. 30 names pitch and
margins; the columns follow the print grid of the NUCC's 1500 Reference Instruction Manual (unverified
against the manual itself; three independent programs that print on the form agree on them)].
"""

from __future__ import annotations

from dataclasses import dataclass

COLUMNS_PER_INCH = 10
LINES_PER_INCH = 6
PAGE_INCHES = (8.5, 11.0)
LINES_PER_PAGE = 6  # service lines on one page
DIAGNOSES_PER_CLAIM = 12
MODIFIERS_PER_LINE = 4


@dataclass(frozen=True, slots=True)
class Field:
    """One run of characters: its 1-based line and first column, and the room it has.

    align    `left` or `right` within its room
    whole    a code or amount that must never be cut: no room is an error, not a shorter text
    """

    box: str
    line: int
    column: int
    width: int
    align: str = "left"
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Frame:
    """The rectangle of one box in lines and columns, both ends included, and its own short label."""

    box: str
    label: str
    lines: tuple[int, int]
    columns: tuple[int, int]


def _fields(*rows: tuple[str, str, int, int, int]) -> dict[str, Field]:
    """Names that end in `!` may not be cut; those that end in `>` stand right-justified and whole."""
    made = {}
    for name, box, line, column, width in rows:
        align = "right" if name.endswith(">") else "left"
        made[name.rstrip("!>")] = Field(box, line, column, width, align, name[-1] in "!>")
    return made


# name, box, line, first column, width
FIELDS: dict[str, Field] = _fields(
    ("carrier_1", "carrier", 4, 47, 36),
    ("carrier_2", "carrier", 5, 47, 36),
    ("carrier_3", "carrier", 6, 47, 36),
    ("carrier_4", "carrier", 7, 47, 36),
    ("plan_medicare", "1", 10, 4, 1),
    ("plan_medicaid", "1", 10, 11, 1),
    ("plan_group", "1", 10, 34, 1),
    ("plan_other", "1", 10, 48, 1),
    ("insured_id!", "1a", 10, 53, 29),
    ("patient_name", "2", 12, 4, 28),
    ("patient_birth_month!", "3", 12, 34, 2),
    ("patient_birth_day!", "3", 12, 37, 2),
    ("patient_birth_year!", "3", 12, 40, 4),
    ("patient_male", "3", 12, 45, 1),
    ("patient_female", "3", 12, 50, 1),
    ("insured_name", "4", 12, 53, 29),
    ("patient_street", "5", 14, 4, 28),
    ("patient_city", "5", 16, 4, 24),
    ("patient_state!", "5", 16, 29, 3),
    ("patient_zip!", "5", 18, 4, 12),
    ("patient_area!", "5", 18, 18, 3),
    ("patient_phone!", "5", 18, 22, 10),
    ("related_self", "6", 14, 36, 1),
    ("related_spouse", "6", 14, 41, 1),
    ("related_child", "6", 14, 45, 1),
    ("related_other", "6", 14, 50, 1),
    ("insured_street", "7", 14, 53, 29),
    ("insured_city", "7", 16, 53, 23),
    ("insured_state!", "7", 16, 77, 4),
    ("insured_zip!", "7", 18, 53, 12),
    ("insured_area!", "7", 18, 68, 3),
    ("insured_phone!", "7", 18, 72, 10),
    ("other_name", "9", 20, 4, 28),
    ("other_policy!", "9a", 22, 4, 28),
    ("other_plan", "9d", 28, 4, 28),
    ("employment_yes", "10a", 22, 38, 1),
    ("employment_no", "10a", 22, 44, 1),
    ("auto_yes", "10b", 24, 38, 1),
    ("auto_no", "10b", 24, 44, 1),
    ("auto_state!", "10b", 24, 48, 2),
    ("accident_yes", "10c", 26, 38, 1),
    ("accident_no", "10c", 26, 44, 1),
    ("group_number!", "11", 20, 53, 29),
    ("insured_birth_month!", "11a", 22, 56, 2),
    ("insured_birth_day!", "11a", 22, 59, 2),
    ("insured_birth_year!", "11a", 22, 62, 4),
    ("insured_male", "11a", 22, 71, 1),
    ("insured_female", "11a", 22, 78, 1),
    ("plan_name", "11c", 26, 53, 29),
    ("another_plan_yes", "11d", 28, 55, 1),
    ("another_plan_no", "11d", 28, 60, 1),
    ("patient_signature", "12", 31, 10, 20),
    ("insured_signature", "13", 31, 58, 20),
    ("onset_month!", "14", 34, 5, 2),
    ("onset_day!", "14", 34, 8, 2),
    ("onset_year!", "14", 34, 11, 4),
    ("onset_qualifier!", "14", 34, 19, 3),
    ("other_provider_role!", "17", 36, 4, 2),
    ("other_provider", "17", 36, 7, 25),
    ("other_provider_npi!", "17b", 36, 36, 10),
    ("admitted_month!", "18", 36, 54, 2),
    ("admitted_day!", "18", 36, 57, 2),
    ("admitted_year!", "18", 36, 60, 4),
    ("note", "19", 38, 4, 48),
    ("outside_lab_no", "20", 38, 60, 1),
    ("icd_indicator!", "21", 39, 45, 1),
    ("resubmission!", "22", 40, 53, 1),
    ("original_reference!", "22", 40, 64, 18),
    ("authorization!", "23", 42, 53, 29),
    ("tax_id!", "25", 58, 4, 15),
    ("tax_id_is_ein", "25", 58, 22, 1),
    ("account!", "26", 58, 26, 14),
    ("assignment_yes", "27", 58, 41, 1),
    ("assignment_no", "27", 58, 46, 1),
    ("total_dollars>", "28", 58, 54, 7),
    ("total_cents>", "28", 58, 61, 2),
    ("paid_dollars>", "29", 58, 64, 6),
    ("paid_cents>", "29", 58, 70, 2),
    ("renderer", "31", 62, 4, 20),
    ("signed_on!", "31", 63, 11, 10),
    ("facility_1", "32", 60, 26, 26),
    ("facility_2", "32", 61, 26, 26),
    ("facility_3", "32", 62, 26, 26),
    ("facility_npi!", "32a", 63, 26, 10),
    ("billing_area!", "33", 59, 69, 3),
    ("billing_phone!", "33", 59, 73, 9),
    ("billing_1", "33", 60, 53, 29),
    ("billing_2", "33", 61, 53, 29),
    ("billing_3", "33", 62, 53, 29),
    ("billing_npi!", "33a", 63, 53, 10),
)

# one service line; `line` counts from the line's shaded half (0) to its white half (1)
LINE_FIELDS: dict[str, Field] = _fields(
    ("supplement!", "24", 0, 4, 61),
    ("from_month!", "24A", 1, 4, 2),
    ("from_day!", "24A", 1, 7, 2),
    ("from_year!", "24A", 1, 10, 2),
    ("to_month!", "24A", 1, 13, 2),
    ("to_day!", "24A", 1, 16, 2),
    ("to_year!", "24A", 1, 19, 2),
    ("place!", "24B", 1, 22, 2),
    ("emergency!", "24C", 1, 25, 1),
    ("procedure!", "24D", 1, 28, 6),
    ("modifier_1!", "24D", 1, 36, 2),
    ("modifier_2!", "24D", 1, 39, 2),
    ("modifier_3!", "24D", 1, 42, 2),
    ("modifier_4!", "24D", 1, 45, 2),
    ("pointers!", "24E", 1, 48, 4),
    ("charge_dollars>", "24F", 1, 53, 6),
    ("charge_cents>", "24F", 1, 59, 2),
    ("units!", "24G", 1, 62, 3),
    ("renderer_npi!", "24J", 1, 71, 10),
)


def line_field(name: str, ordinal: int) -> Field:
    """A field of the service line that stands as number 1 to 6 on its page."""
    field = LINE_FIELDS[name]
    line = 43 + 2 * ordinal + field.line
    return Field(field.box, line, field.column, field.width, field.align, field.whole)


def diagnosis_field(ordinal: int) -> Field:
    """The field of diagnosis 1 (A) to 12 (L): three rows of four, in box 21."""
    row, column = divmod(ordinal - 1, 4)
    return Field("21", 40 + row, 6 + 13 * column, 7, "left", whole=True)


FRAMES: tuple[Frame, ...] = (
    Frame("carrier", "plan's address", (3, 7), (47, 82)),
    Frame("1", "kind of plan", (9, 10), (4, 51)),
    Frame("1a", "member id", (9, 10), (52, 82)),
    Frame("2", "patient", (11, 12), (4, 32)),
    Frame("3", "born, sex", (11, 12), (33, 51)),
    Frame("4", "insured", (11, 12), (52, 82)),
    Frame("5", "patient's address", (13, 18), (4, 32)),
    Frame("6", "related to insured", (13, 14), (33, 51)),
    Frame("7", "insured's address", (13, 18), (52, 82)),
    Frame("8", "unused", (15, 18), (33, 51)),
    Frame("9", "other insured", (19, 20), (4, 32)),
    Frame("9a", "other policy", (21, 22), (4, 32)),
    Frame("9b", "unused", (23, 24), (4, 32)),
    Frame("9c", "unused", (25, 26), (4, 32)),
    Frame("9d", "other plan", (27, 28), (4, 32)),
    Frame("10", "caused by", (19, 20), (33, 51)),
    Frame("10a", "work", (21, 22), (33, 51)),
    Frame("10b", "car, state", (23, 24), (33, 51)),
    Frame("10c", "other accident", (25, 26), (33, 51)),
    Frame("10d", "claim codes", (27, 28), (33, 51)),
    Frame("11", "group number", (19, 20), (52, 82)),
    Frame("11a", "insured: born, sex", (21, 22), (52, 82)),
    Frame("11b", "other claim id", (23, 24), (52, 82)),
    Frame("11c", "plan name", (25, 26), (52, 82)),
    Frame("11d", "a further plan", (27, 28), (52, 82)),
    Frame("12", "patient signs", (29, 32), (4, 51)),
    Frame("13", "insured signs", (29, 32), (52, 82)),
    Frame("14", "onset", (33, 34), (4, 32)),
    Frame("15", "other date", (33, 34), (33, 51)),
    Frame("16", "off work", (33, 34), (52, 82)),
    Frame("17", "referred by", (35, 36), (4, 32)),
    Frame("17a", "other id", (35, 35), (33, 51)),
    Frame("17b", "NPI", (36, 36), (33, 51)),
    Frame("18", "in hospital", (35, 36), (52, 82)),
    Frame("19", "further notes", (37, 38), (4, 51)),
    Frame("20", "outside lab", (37, 38), (52, 82)),
    Frame("21", "diagnoses A to L", (39, 42), (4, 51)),
    Frame("22", "resubmission", (39, 40), (52, 82)),
    Frame("23", "authorization", (41, 42), (52, 82)),
    Frame("24A", "from, to", (43, 56), (4, 21)),
    Frame("24B", "pos", (43, 56), (22, 24)),
    Frame("24C", "emg", (43, 56), (25, 27)),
    Frame("24D", "service, modifiers", (43, 56), (28, 47)),
    Frame("24E", "dx", (43, 56), (48, 52)),
    Frame("24F", "charge", (43, 56), (53, 61)),
    Frame("24G", "qty", (43, 56), (62, 64)),
    Frame("24H", "plan", (43, 56), (65, 67)),
    Frame("24I", "id", (43, 56), (68, 69)),
    Frame("24J", "rendered by", (43, 56), (70, 82)),
    Frame("25", "tax id", (57, 58), (4, 24)),
    Frame("26", "our claim", (57, 58), (25, 39)),
    Frame("27", "assigned", (57, 58), (40, 51)),
    Frame("28", "total", (57, 58), (52, 63)),
    Frame("29", "paid", (57, 58), (64, 73)),
    Frame("30", "unused", (57, 58), (74, 82)),
    Frame("31", "provider signs", (59, 63), (4, 24)),
    Frame("32", "rendered at", (59, 62), (25, 51)),
    Frame("32a", "NPI", (63, 63), (25, 37)),
    Frame("32b", "other id", (63, 63), (38, 51)),
    Frame("33", "billed by", (59, 62), (52, 82)),
    Frame("33a", "NPI", (63, 63), (52, 64)),
    Frame("33b", "other id", (63, 63), (65, 82)),
)
