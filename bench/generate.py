"""Big invented X12 files of varied shapes, written with our own writer: claims (837P) and remittances (835).

    python bench/generate.py 837 10 > claims.x12      # about ten megabytes
    python bench/generate.py 837 10 --varied > claims.x12

Names, ids and amounts are made from a seed; every amount balances and every NPI has its check digit. Varied
files have more kinds of segments, more lines, longer texts, other payers and reversals.
"""

from __future__ import annotations

import random
import sys
from datetime import datetime

from cleanclaim.core.identifiers import is_npi
from cleanclaim.core.money import Money
from cleanclaim.x12.segments import Segment, segment
from cleanclaim.x12.writing import Envelope, TransactionDraft, write_interchange

_WRITTEN = datetime(2026, 5, 4, 9, 15)  # noqa: DTZ001 -- X12 times carry no zone
_CLAIMS_PER_SET = 4000
_NAMES = ("ADLER", "BRIGGS", "CORDEZ", "DURAND", "EBERLY", "FONSECA", "GRANT", "HOLLIS", "IVERS", "JANSSEN")
_CODES = ("99213", "99214", "36415", "80053", "85025", "93000", "71046", "90471", "20610", "97110")
_LABORATORY, _HOSPITAL = frozenset({"80053", "85025"}), "22"
_DIAGNOSES = ("E1122", "I10", "N1830", "J069", "M1711", "R079", "Z0000", "K219", "F411", "L237")


def claims(megabytes: float, seed: int = 1, *, varied: bool = False) -> bytes:
    """An 837P file of about that size."""
    return _file(megabytes, seed, _VariedClaims if varied else _Claims)


def remittances(megabytes: float, seed: int = 1, *, varied: bool = False) -> bytes:
    """An 835 file of about that size."""
    return _file(megabytes, seed, _VariedRemittances if varied else _Remittances)


def _npi(chance: random.Random) -> str:
    start = f"1{chance.randrange(10**8):08d}"
    return next(start + str(digit) for digit in range(10) if is_npi(start + str(digit)))


def _file(megabytes: float, seed: int, kind: type[_Claims] | type[_Remittances]) -> bytes:
    chance, sets, size = random.Random(seed), list[TransactionDraft](), 0
    while size < megabytes * 1_000_000:
        body = kind(chance).body(min(_CLAIMS_PER_SET, int((megabytes * 1_000_000 - size) / 500) + 1))
        size += sum(len(str(each)) + 1 for each in body)
        sets.append(TransactionDraft(kind.set_id, f"{len(sets) + 1:04d}", tuple(body), kind.states_guide))
    header = Envelope("BENCHSENDER", "BENCHRECVR", kind.group, kind.guide, _WRITTEN, 1, 1)
    return write_interchange(header, sets)


class _Claims:
    set_id, states_guide, group, guide = "837", True, "HC", "005010X222A1"

    def __init__(self, chance: random.Random) -> None:
        self.chance, self.level = chance, 1

    def body(self, count: int) -> list[Segment]:
        npi = _npi(self.chance)
        body = [
            segment("BHT", "0019", "00", "BENCH", "20260504", "0915", "CH"),
            segment("NM1", "41", "2", "BENCH BILLING", "", "", "", "", "46", "BENCHSENDER"),
            segment("PER", "IC", "DESK", "TE", "5555550100"),
            segment("NM1", "40", "2", "BENCH PLAN", "", "", "", "", "46", "BENCHRECVR"),
            segment("HL", "1", "", "20", "1"),
            segment("NM1", "85", "2", "BENCH CLINIC", "", "", "", "", "XX", npi),
            segment("N3", "1 BENCH STREET"),
            segment("N4", "PORTSIDE", "ME", "041010000"),
            segment("REF", "EI", "010203040"),
        ]
        for number in range(count):
            body += self._subscriber(number)
        return body

    def _person(self, role: str) -> list[Segment]:
        chance = self.chance
        member = ("MI", f"M{chance.randrange(10**9):09d}") if role == "IL" else ()
        name = segment("NM1", role, "1", chance.choice(_NAMES), chance.choice(_NAMES), "", "", "", *member)
        born = f"{chance.randrange(1940, 2015)}{chance.randrange(1, 13):02d}{chance.randrange(1, 29):02d}"
        return [
            name,
            segment("N3", f"{chance.randrange(1, 999)} SAMPLE ROAD"),
            segment("N4", "PORTSIDE", "ME", f"{chance.randrange(3900, 4999):05d}"),
            segment("DMG", "D8", born, chance.choice("FM")),
        ]

    def _subscriber(self, number: int) -> list[Segment]:
        dependent = self.chance.random() < 0.2
        self.level += 1
        parent = self.level
        body = [
            segment("HL", str(parent), "1", "22", "1" if dependent else "0"),
            segment("SBR", "P", "" if dependent else "18", f"G{number % 97}", "", "", "", "", "", "CI"),
            *self._person("IL"),
            segment("NM1", "PR", "2", "BENCH PLAN", "", "", "", "", "PI", "PLAN1"),
        ]
        if dependent:
            self.level += 1
            body += [segment("HL", str(self.level), str(parent), "23", "0"), segment("PAT", "19")]
            body += self._person("QC")
        return body + self._claim(number)

    def _claim(self, number: int) -> list[Segment]:
        chance = self.chance
        charges = [
            Money(chance.randrange(500, 90000)) for _ in range(chance.choice((1, 1, 2, 2, 3, 4, 6, 9)))
        ]
        total, place = Money.total(charges).shortest, chance.choice(("11", "22", "10"))
        services = [chance.choice(_CODES) for _ in charges]
        codes = [
            ("ABF" if at else "ABK", code)
            for at, code in enumerate(chance.sample(_DIAGNOSES, chance.randint(1, 5)))
        ]
        body = [segment("CLM", f"B{number:07d}", total, "", "", (place, "B", "1"), "Y", "A", "Y", "Y")]
        if chance.random() < 0.15:
            body.append(segment("DTP", "431", "D8", f"202604{chance.randrange(1, 29):02d}"))
        if chance.random() < 0.3:
            body.append(segment("REF", "G1", f"AUTH{chance.randrange(10**6)}"))
        if not _LABORATORY.isdisjoint(services):
            body.append(segment("REF", "X4", "99D0000001"))
        body += [segment("REF", "D9", f"T{number:09d}"), segment("HI", *codes)]
        if chance.random() < 0.5:
            body.append(
                segment("NM1", "82", "1", chance.choice(_NAMES), "PAT", "", "", "", "XX", _npi(chance))
            )
            body.append(segment("PRV", "PE", "PXC", "207Q00000X"))
        body += self._extras(total, place)
        for at, (charge, service) in enumerate(zip(charges, services, strict=True), 1):
            pointers = tuple(str(one) for one in range(1, min(len(codes), chance.randint(1, 4)) + 1))
            modifiers = ("25",) if chance.random() < 0.2 else ()
            product = ("HC", service, *modifiers)
            body.append(segment("LX", str(at)))
            body.append(
                segment("SV1", product, charge.shortest, "UN", str(chance.randint(1, 3)), "", "", pointers)
            )
            body.append(segment("DTP", "472", "D8", f"202605{chance.randrange(1, 4):02d}"))
            body.append(segment("REF", "6R", f"B{number:07d}L{at}"))
            if chance.random() < 0.1:
                body.append(segment("NTE", "ADD", "SEE RECORD"))
            body += self._line_extras()
        return body

    def _extras(self, total: str, place: str) -> list[Segment]:
        """What stands between a claim's providers and its lines."""
        return self._facility() if place == _HOSPITAL else []

    def _facility(self) -> list[Segment]:
        name = f"{chance_word(self.chance)} CENTER"
        return [
            segment("NM1", "77", "2", name, "", "", "", "", "XX", _npi(self.chance)),
            segment("N3", f"{self.chance.randrange(1, 9999)} {chance_word(self.chance)} AVENUE"),
            segment("N4", chance_word(self.chance), self.chance.choice(("ME", "NH", "VT")),
                    f"{self.chance.randrange(10**9):09d}"),
        ]  # fmt: skip

    def _line_extras(self) -> list[Segment]:
        """What ends a line."""
        return []


class _VariedClaims(_Claims):
    def _sometimes(self, share: float, *more: Segment) -> list[Segment]:
        return list(more) if self.chance.random() < share else []

    def _extras(self, total: str, place: str) -> list[Segment]:
        chance = self.chance
        body = self._sometimes(1.0 if place == _HOSPITAL else 0.1, *self._facility())
        body += self._sometimes(0.2, segment("NM1", "DQ", "1", chance_word(chance), "PAT"))
        return body + self._sometimes(
            0.05,
            segment("SBR", "S", "18", "", "", "", "", "", "", "CI"),
            segment("AMT", "D", total),
            segment("OI", "", "", "Y", "", "", "Y"),
            segment(
                "NM1", "IL", "1", chance_word(chance), "PAT", "", "", "", "MI", f"S{chance.randrange(10**8)}"
            ),
            segment("NM1", "PR", "2", "OTHER PLAN", "", "", "", "", "PI", "PLAN2"),
        )

    def _line_extras(self) -> list[Segment]:
        chance = self.chance
        number = f"{chance.randrange(10**5):05d}-{chance.randrange(10**4):04d}-{chance.randrange(100):02d}"
        body = self._sometimes(
            0.08, segment("LIN", "", "N4", number.replace("-", "")),
            segment("CTP", "", "", "", str(chance.randint(1, 9)), (chance.choice(("ML", "UN")),)),
        )  # fmt: skip
        body += self._sometimes(
            0.15, segment("NM1", "82", "1", chance_word(chance), "SAM", "", "", "", "XX", _npi(chance)),
            segment("PRV", "PE", "PXC", "207Q00000X"),
        )  # fmt: skip
        return body + self._sometimes(
            0.1, segment("NM1", "DK", "1", chance_word(chance), "LEE", "", "", "", "XX", _npi(chance))
        )


def chance_word(chance: random.Random) -> str:
    """A made-up word of three to fourteen capitals."""
    return "".join(chance.choices("ABCDEFGHIJKLMNOPRSTUVW", k=chance.randint(3, 14)))


class _Remittances:
    set_id, states_guide, group, guide = "835", False, "HP", "005010X221A1"

    def __init__(self, chance: random.Random) -> None:
        self.chance, self.paid = chance, 0

    def body(self, count: int) -> list[Segment]:
        lines = [one for number in range(count) for one in self._claim(number)]
        head = [
            segment("BPR", "I", Money(self.paid).shortest, "C", "ACH", "CCP", "01", "011000015", "DA",
                    "12345", "1999999999", "", "01", "011000028", "DA", "67890", "20260520"),
            segment("TRN", "1", f"TRACE{self.chance.randrange(10**8)}", "1999999999"),
            segment("DTM", "405", "20260519"),
            segment("N1", "PR", "BENCH PLAN"),
            segment("N3", "1 PLAN STREET"),
            segment("N4", "PORTSIDE", "ME", "041010000"),
            segment("PER", "BL", "PROVIDER SERVICES", "TE", "8005550100"),
            segment("N1", "PE", "BENCH CLINIC", "XX", "1234567893"),
            segment("LX", "1"),
        ]  # fmt: skip
        return head + lines

    def _claim(self, number: int) -> list[Segment]:
        chance, lines = self.chance, list[Segment]()
        charged = paid = owed = 0
        for at in range(1, chance.choice((1, 1, 2, 2, 3, 4, 6, 9)) + 1):
            charge = chance.randrange(2000, 90000)
            cut, share = chance.randrange(100, 900), chance.choice((0, 0, 500, 1000))
            charged, paid, owed = charged + charge, paid + charge - cut - share, owed + share
            lines.append(
                segment("SVC", ("HC", chance.choice(_CODES)), Money(charge).shortest,
                        Money(charge - cut - share).shortest, "", "1")
            )  # fmt: skip
            lines.append(segment("DTM", "472", f"202605{chance.randrange(1, 4):02d}"))
            lines.append(segment("CAS", "CO", "45", Money(cut).shortest))
            if share:
                lines.append(segment("CAS", "PR", "3", Money(share).shortest))
            lines.append(segment("REF", "6R", f"B{number:07d}L{at}"))
            if chance.random() < 0.3:
                lines.append(segment("AMT", "B6", Money(charge - cut).shortest))
            if chance.random() < 0.1:
                lines.append(segment("LQ", "HE", "N130"))
        self.paid += paid
        member = f"M{chance.randrange(10**9):09d}"
        return [
            segment("CLP", f"B{number:07d}", "1", Money(charged).shortest, Money(paid).shortest,
                    Money(owed).shortest, "12", f"ICN{number:08d}", "11"),
            segment("NM1", "QC", "1", chance.choice(_NAMES), "PAT", "", "", "", "MI", member),
            *self._extras(),
            *lines,
        ]  # fmt: skip

    def _extras(self) -> list[Segment]:
        """What stands between the patient and the lines."""
        return []


class _VariedRemittances(_Remittances):
    def _extras(self) -> list[Segment]:
        chance = self.chance
        day = f"202605{chance.randrange(1, 29):02d}"
        choices = (
            segment("NM1", "82", "1", chance_word(chance), "PAT", "", "", "", "XX", _npi(chance)),
            segment("NM1", "TT", "2", f"{chance_word(chance)} PLAN", "", "", "", "", "PI", "PLAN2"),
            segment("MOA", "", "", "MA18", chance.choice(("N130", "MA07", ""))),
            segment("REF", "EA", f"R{chance.randrange(10**9)}"),
            segment("REF", "G1", f"AUTH{chance.randrange(10**6)}"),
            segment("DTM", "232", day),
            segment("DTM", "233", day),
            segment("DTM", "050", day),
            segment("AMT", "AU", Money(chance.randrange(100, 90000)).shortest),
        )
        return [each for each in choices if chance.random() < 0.35]


def main() -> None:
    """Write the asked kind and size to standard output."""
    kind, megabytes, varied = sys.argv[1], float(sys.argv[2]), "--varied" in sys.argv[3:]
    sys.stdout.buffer.write((claims if kind == "837" else remittances)(megabytes, varied=varied))


if __name__ == "__main__":
    main()
