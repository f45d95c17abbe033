"""The words by which a note states tests, drugs, risks and how a problem fares."""

from __future__ import annotations

import re

# diseases that last a year or longer, by category (I10-I15, E08-E13 ...)
CHRONIC = re.compile(
    r"E0[0-7]|E0[89]|E1[0-3]|E66|E78|I1[0-6]|I2[05]|I48|I50|I7[0-3]|J4[3-7]|N18|N40|K2[01]|K5[018]|K7[34]"
    r"|F[0-69]|G2[0-6]|G3[0-5]|G4[03]|G47|M0[5-9]|M1[0-9]|M32|M47|M5[0-4]|M8[01]|L40|L20|D5|B18|B20|C"
)
WORSE = re.compile(
    r"\b(?:not at goal|above (?:her |his |the )?goal|uncontrolled|poorly controlled|not (?:well )?controlled"
    r"|inadequately controlled|worsening|worse|progressi(?:ng|on)|exacerbation|flare|suboptimal)\b",
    re.IGNORECASE,
)
SEVERE = re.compile(r"\bsevere (?:exacerbation|flare|progression|side effects)\b", re.IGNORECASE)
THREAT = re.compile(
    r"\b(?:stemi|nstemi|acute (?:mi|myocardial infarction|stroke|respiratory failure)|sepsis|septic"
    r"|pulmonary embol(?:ism|us)|suicidal (?:ideation )?with (?:a )?plan|anaphyla(?:xis|ctic))\b",
    re.IGNORECASE,
)
UNCERTAIN = re.compile(
    r"\b(?:breast (?:lump|mass)|(?:lung|thyroid) nodule|mass|unclear (?:etiology|cause)|cause unknown"
    r"|undiagnosed|rule out|r/o)\b",
    re.IGNORECASE,
)
SYSTEMIC = re.compile(r"\b(?:pyelonephritis|pneumonia|pneumonitis|colitis|febrile|systemic)\b", re.IGNORECASE)

ORDER = (
    r"(?:order(?:ed|s)?|check(?:ed)?|obtain(?:ed)?|repeat(?:ed)?|send|sent|draw|get|recheck(?:ed)?"
    r"|review(?:ed)?|today|pending|scheduled?|unremarkable|within normal limits|drawn)"
)
TESTS = {
    "a1c": r"a1c|hemoglobin a1c|hba1c",
    "basic panel": r"bmp|basic metabolic(?: panel)?",
    "comprehensive panel": r"cmp|comprehensive metabolic(?: panel)?",
    "blood count": r"cbc|complete blood count",
    "lipids": r"lipids?(?: panel)?|fasting lipids",
    "thyroid": r"tsh|thyroid panel",
    "urinalysis": r"ua|urinalysis|urine dip",
    "urine culture": r"urine culture",
    "urine albumin": r"(?:urine )?(?:micro)?albumin(?:/creatinine)?|uacr",
    "chest film": r"cxr|chest x-?ray|chest film",
    "film": r"x-?rays?|radiographs?",
    "ct": r"ct(?: scan)?",
    "mri": r"mri",
    "ultrasound": r"ultrasound|us abdomen",
    "ecg": r"ecg|ekg",
    "echo": r"echo(?:cardiogram)?|tte",
    "inr": r"inr|pt/inr",
    "strep": r"(?:rapid )?strep(?: test| screen)?",
    "flu": r"flu (?:test|swab)|influenza (?:test|swab|a/b)",
    "covid": r"covid(?:-19)? (?:test|swab|pcr|antigen)",
    "vitamin d": r"vitamin d(?: level)?",
    "b12": r"b12(?: level)?",
    "ferritin": r"ferritin|iron studies",
    "psa": r"psa",
    "troponin": r"troponins?",
    "d-dimer": r"d-dimer",
    "sleep study": r"sleep study|polysomnograph(?:y|m)",
    "spirometry": r"spirometry|pfts?",
    "colonoscopy": r"colonoscopy report",
}
TEST = {name: re.compile(rf"\b(?:{words})\b", re.IGNORECASE) for name, words in TESTS.items()}
ORDERED = re.compile(rf"\b{ORDER}\b", re.IGNORECASE)
OUTSIDE = re.compile(
    r"\b(?:outside|external|hospital|discharge|specialist|prior) (?:records?|notes?|summary|report)"
    r"[^.\n]{0,30}\breview(?:ed)?\b|\breview(?:ed)? (?:of )?(?:the )?(?:outside|external|hospital|discharge)"
    r" (?:records?|notes?|summary|report)",
    re.IGNORECASE,
)
HISTORIAN = re.compile(
    r"\bhistory (?:was )?(?:obtained|provided|given|taken) (?:from|by) (?:the )?(?:mother|father|parents?"
    r"|mom|dad|wife|husband|spouse|daughter|son|caregiver|guardian|staff|ems)\b|\bindependent historian\b",
    re.IGNORECASE,
)
INTERPRETED = re.compile(
    r"\b(?:independently (?:interpreted|reviewed)|(?:interpreted|viewed|read) by me"
    r"|my (?:own )?(?:read|interpretation|reading)"
    r"|personally (?:interpreted|reviewed (?:the )?(?:film|images?|tracing)))\b",
    re.IGNORECASE,
)
DISCUSSED = re.compile(
    r"\b(?:discussed|spoke|conferred) with (?:dr\.? |the )?(?:[a-z'-]+ ){0,2}?(?:cardiolog|surg|neurolog"
    r"|oncolog|radiolog|hospitalist|pulmonolog|nephrolog|urolog|gastroenterolog|psychiatr|pharmacist"
    r"|case manager|school)",
    re.IGNORECASE,
)
PRESCRIBING = re.compile(
    r"\b(?:start(?:ed)?|begin|began|continue[ds]?|increase[ds]?|raise[ds]?|decrease[ds]?|reduce[ds]?"
    r"|refill(?:ed)?|prescrib(?:e|ed)|adjust(?:ed)?|titrat(?:e|ed)|change(?:d)? to|switch(?:ed)? to"
    r"|stop(?:ped)?|rx|add(?:ed)?)\b:? [^.;\n]{0,40}?\b[0-9.,]+ ?(?:mg|mcg|units?|g|ml|meq)\b"
    r"|\b[a-z-]+ (?:[a-z]+ )?[0-9.,/]+ ?(?:mg|mcg|units?|%)[^.;\n]{0,20}?"
    r"\b(?:daily|bid|tid|qid|qhs|q[0-9]+h|weekly|x [0-9]+ d(?:ays)?|prescribed)\b"
    r"|\brefill(?:ed)? [a-z-]{5,}|\bsent to (?:the )?pharmacy\b|\bprescription (?:drug )?management\b",
    re.IGNORECASE,
)
HIGH_RISK = re.compile(
    r"\b(?:admit(?:ted)? to (?:the )?(?:hospital|icu|inpatient)"
    r"|transfer(?:red)? to (?:the )?(?:ed|emergency|hospital)|emergency (?:major )?surgery|dnr|comfort care"
    r"|monitor(?:ing)? (?:for )?(?:drug )?toxicity|iv (?:morphine|hydromorphone|fentanyl))\b",
    re.IGNORECASE,
)
SOCIAL = re.compile(
    r"\b(?:cannot afford|unable to afford|homeless|no transportation|food insecurity)\b", re.IGNORECASE
)
LOW_RISK = re.compile(
    r"\b(?:otc|over[- ]the[- ]counter|physical therapy|ibuprofen|acetaminophen|tylenol|splint|sling)\b",
    re.IGNORECASE,
)
TIME = re.compile(
    r"\b(?:total (?:visit )?time|time spent|total of|spent(?: a total of)?)\b[^.\n]{0,30}?"
    r"\b([0-9]{1,3}) ?(?:min(?:ute)?s?)\b",
    re.IGNORECASE,
)
DENIED_AFTER = re.compile(
    r"^[^.\n]{0,20}\b(?:not (?:a concern|suspected|present|needed)|ruled out|unlikely|negative|excluded)\b",
    re.IGNORECASE,
)
NEGATED = re.compile(r"\b(?:no|not|without|denies|declined|defer(?:red)?)\b[^.\n]{0,15}$", re.IGNORECASE)
