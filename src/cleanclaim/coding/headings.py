"""Further headings of specialty and emergency notes, composed of the words they are made of.

`sections` asks its own list first; what it does not know is looked up here.
"""

from __future__ import annotations

_BY = (
    r"(?:(?:clinical|final|discharge|ed|er|visit|primary|principal|secondary|working|post-?op(?:erative)?"
    r"|post-?procedure|psychiatric|dsm-?(?:5|v|iv)(?:-tr)?|diagnostic|ocular|eye|encounter|today'?s|current"
    r"|overall|medical|provider|physician|uc|urgent care|neurologic(?:al)?|orthop(?:a)?edic|dermatologic"
    r"|brief|icd-?10|active) )*"
)
_CORE = r"(?:assessments?|impressions?|imp|diagnos[ei]s|diagnoses|dx|a ?/ ?p|a ?& ?p|summary)"
_JOINED = (
    r"(?:(?: ?(?:and|&|/|\+|,|-) ?)+(?:treatment |management |action )?(?:plans?|recs?|recommendations?"
    r"|diagnos[ei]s|diagnoses|dx|discussion|mdm|impressions?|assessment"
    r"|medical decision[- ]making|course)){0,2}"
)
_BEHIND = r"(?: (?:by problem|list|addressed(?: today)?|(?:for )?(?:this|today'?s) visit|today|codes?))?"

ASSESSMENT = (
    rf"{_BY}{_CORE}{_JOINED}{_BEHIND}"
    r"|(?:problems?|issues?|conditions?|diagnos[ei]s|diagnoses) (?:addressed|evaluated"
    r"|managed|treated|discussed)"
    r"(?: (?:this|at this|during) visit| today)?|issues|conclusions?|plan by problem"
    r"|problem[- ]?(?:list)? ?(?:/|and|&) ?plan|problem[- ](?:oriented|based) plan"
)
REASON = (
    r"pre-?op(?:erative)? dx|pre-?op(?:erative)? diagnos[ei]s|reason for (?:referral|exam"
    r"|consultation|today'?s visit)"
)
PLAN = (
    r"discussion|plan ?/ ?discussion|recs|reassessment|re-?evaluation|treatment recommendations?|next steps"
)
PRESENT = (
    r"interval (?:events|update|changes)|interim|hpi ?/ ?interval(?: history)?"
    r"|subjective ?/ ?hpi|hpi/subjective"
    r"|(?:oncolog(?:ic|y)|cancer|tumou?r|treatment|disease) (?:history|hx|summary|diagnosis"
    r"|stag(?:e|ing))|staging"
    r"|(?:case |diagnostic |biopsychosocial )?formulation|onc(?:ology)? hx|current (?:regimen"
    r"|treatment|symptoms)"
    r"|course of illness|events|update"
)
PAST = (
    r"(?:past|prior|previous) (?:[a-z]+ ){0,2}(?:history|hx)|(?:med|ocular|eye|derm(?:atologic)?|neuro"
    r"|psych(?:iatric)?|trauma|orthopedic|ortho|ent|musculoskeletal|allergy|sleep|skin"
    r"|pertinent past) (?:history|hx)"
    r"|poh|pohx|pph|pphx|pmhx?/psh(?:x)?|(?:resolved|inactive|past|old|prior"
    r"|historical) (?:medical )?problems?"
    r"(?: list)?|(?:patient )?active (?:medical )?problem(?:s| list)|problem list[^:\n]{0,40}"
    r"|history of problems|chronic problem list|medical problems|comorbid conditions"
)
SOCIAL = (
    r"(?:substance(?: use| abuse)?|sexual|travel|occupational|work|legal|military|housing"
    r"|drug|alcohol)(?: history| hx| use)?"
)
EXAM = r"(?:[a-z]+ ){0,3}exam(?:ination)?|sle|slit lamp(?: exam)?|dfe|fundus|mental status|mse|nihss|aims"
RESULTS = (
    r"(?:x-?rays?|xr|mri|ct|us|pet(?:/ct)?|emg(?:/ncs)?|ncs|eeg|oct|hvf|audio(?:gram|metry)|hearing test"
    r"|radiographs?|pathology|biopsy|path|imaging|mammogram|dexa|lab|labs|laboratory|tympanogra(?:m|metry)"
    r"|sleep study|visual field|cultures?|films|plain films|diagnostic)(?: (?:[a-z0-9/,-]+ ?){0,4})?"
)
MEDICATIONS = r"(?:[a-z]+ ){0,3}(?:medications?|meds|prescriptions?|drops)"
PROCEDURE = r"(?:procedure|operation|injection) (?:in detail|description|performed|note)|details of procedure"
