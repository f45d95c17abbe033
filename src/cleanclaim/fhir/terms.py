"""The systems and code values of FHIR R4 that we read, as data."""

from __future__ import annotations

from cleanclaim.model.people import Relationship, Sex

NPI = ("http://hl7.org/fhir/sid/us-npi", "urn:oid:2.16.840.1.113883.4.6")
ICD10CM = ("http://hl7.org/fhir/sid/icd-10-cm", "urn:oid:2.16.840.1.113883.6.90")
PROCEDURES = (
    "http://www.ama-assn.org/go/cpt",
    "urn:oid:2.16.840.1.113883.6.12",
    "http://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets",
    "https://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets",
    "urn:oid:2.16.840.1.113883.6.285",
)
PLACE_OF_SERVICE = (
    "https://www.cms.gov/Medicare/Coding/place-of-service-codes/Place_of_Service_Code_Set",
    "http://www.cms.gov/Medicare/Coding/place-of-service-codes/Place_of_Service_Code_Set",
    "urn:oid:2.16.840.1.113883.6.50",
)

SEXES = {"male": Sex.MALE, "female": Sex.FEMALE, "other": Sex.UNKNOWN, "unknown": Sex.UNKNOWN}
RELATIONSHIPS = {
    "self": Relationship.SELF, "spouse": Relationship.SPOUSE, "child": Relationship.CHILD,
    "other": Relationship.OTHER, "parent": Relationship.OTHER, "common": Relationship.OTHER,
}  # fmt: skip

RENDERING_ROLES = ("PPRF", "ATND")  # v3 ParticipationType, the first that is there
REFERRING_ROLE = "REF"
ATTESTER_MODES = ("professional", "legal")  # Composition.attester.mode
ATTESTING_AGENTS = ("attester", "legal")  # Provenance.agent.type

# a diagnosis with one of these verification states is not established, or withdrawn
NOT_ESTABLISHED = ("unconfirmed", "provisional", "differential", "refuted", "entered-in-error")

# top-level elements each reader looks at; the others of a used resource are listed as not used
_EVERYWHERE = ("resourceType", "id", "meta", "language", "implicitRules", "text", "contained", "identifier")
USED_ELEMENTS: dict[str, tuple[str, ...]] = {
    "Patient": (*_EVERYWHERE, "active", "name", "telecom", "gender", "birthDate", "address"),
    "RelatedPerson": (*_EVERYWHERE, "active", "name", "gender", "birthDate", "address", "patient"),
    "Practitioner": (*_EVERYWHERE, "active", "name"),
    "Organization": (*_EVERYWHERE, "active", "name"),
    "Coverage": (
        *_EVERYWHERE, "status", "subscriber", "subscriberId", "beneficiary", "relationship", "period",
        "payor", "class", "order",
    ),
    "Encounter": (
        *_EVERYWHERE, "status", "class", "type", "subject", "participant", "period", "diagnosis",
        "serviceProvider",
    ),
    "Condition": (
        *_EVERYWHERE, "clinicalStatus", "verificationStatus", "category", "code", "subject", "encounter",
    ),
    "Procedure": (
        *_EVERYWHERE, "status", "code", "subject", "encounter", "performedDateTime", "performedPeriod",
        "reasonReference",
    ),
    "DocumentReference": (*_EVERYWHERE, "status", "docStatus", "subject", "content", "context"),
    "Composition": (
        *_EVERYWHERE, "status", "subject", "encounter", "date", "author", "title", "attester", "section",
    ),
    "Provenance": (*_EVERYWHERE, "target", "recorded", "agent", "signature"),
}  # fmt: skip
