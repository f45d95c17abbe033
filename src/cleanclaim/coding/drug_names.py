"""Drug names and the stem of their T code, for adverse effects; the kind (1 poisoning, 5 effect) is added.

The codes are facts of the Table of Drugs and Chemicals of the ICD-10-CM; newer names that it lacks stand with
their class.
"""

from __future__ import annotations

DRUGS = (
    ("T36.0X", r"amoxicillin(?:[ /-]clavulanate)?|penicillin(?: v)?|augmentin|ampicillin|pcn"),
    ("T36.1X", r"cephalexin|keflex|cefdinir|ceftriaxone|cefuroxime|cephalosporins?"),
    ("T36.3X", r"azithromycin|erythromycin|clarithromycin|z-?pak"),
    ("T36.4X", r"doxycycline|minocycline|tetracycline"),
    ("T36.8X", r"clindamycin|ciprofloxacin|levofloxacin|vancomycin"),
    ("T37.0X", r"trimethoprim[- /]sulfamethoxazole|bactrim|tmp[-/]smx|sulfa(?:methoxazole)?|septra"),
    ("T38.1X", r"levothyroxine|synthroid|liothyronine"),
    ("T39.01", r"aspirin"),
    (
        "T42.6X",
        r"gabapentin|topiramate|lamotrigine|levetiracetam|keppra|zonisamide|pregabalin|divalproex|depakote"
        r"|valproate|valproic acid|lacosamide|brivaracetam|zolpidem",
    ),
    ("T42.4X", r"alprazolam|lorazepam|diazepam|clonazepam|benzodiazepines?|clozapine"),
    (
        "T43.59",
        r"quetiapine|olanzapine|risperidone|aripiprazole|antipsychotics?|paliperidone|lurasidone|ziprasidone"
        r"|lithium|buspirone|hydroxyzine|neuroleptics?",
    ),
    ("T43.63", r"methylphenidate|ritalin"),
    ("T44.7X", r"timolol|metoprolol|atenolol|carvedilol|propranolol|beta[- ]blockers?"),
    ("T46.5X", r"losartan|valsartan|clonidine|hydralazine|irbesartan|olmesartan"),
    ("T48.6X", r"albuterol"),
    ("T50.4X", r"allopurinol|colchicine"),
    ("T39.31", r"ibuprofen|naproxen|nsaids?|meloxicam|diclofenac"),
    ("T40.2X", r"oxycodone|hydrocodone|morphine|codeine|opioids?"),
    ("T38.0X", r"prednisone|steroids?|dexamethasone|methylprednisolone"),
    ("T38.3X", r"insulin|metformin|glipizide|glyburide|glimepiride|semaglutide|empagliflozin"),
    ("T43.22", r"sertraline|fluoxetine|escitalopram|citalopram|paroxetine|ssris?"),
    (
        "T45.1X",
        r"chemotherapy|chemo|methotrexate|carboplatin|cisplatin|oxaliplatin|paclitaxel|docetaxel|vincristine"
        r"|bortezomib|doxorubicin|fluorouracil|5-fu|capecitabine|gemcitabine|pemetrexed|taxanes?|platinum|folfox"
        r"|azathioprine|hydroxyurea|mycophenolate|cyclosporine|tacrolimus|etoposide|antineoplastics?",
    ),
    ("T45.51", r"warfarin|coumadin|apixaban|rivaroxaban|heparin"),
    ("T46.4X", r"lisinopril|ace inhibitors?|enalapril|benazepril|ramipril"),
    ("T46.6X", r"atorvastatin|simvastatin|statins?|rosuvastatin|pravastatin"),
    ("T46.1X", r"amlodipine|diltiazem|verapamil"),
    ("T50.1X", r"furosemide|lasix"),
    ("T50.2X", r"hydrochlorothiazide|hctz|chlorthalidone"),
    (
        "T45.AX",
        r"pembrolizumab|nivolumab|ipilimumab|atezolizumab|durvalumab|checkpoint inhibitors?|immunotherapy",
    ),
    ("T38.6X", r"tamoxifen"),
    ("T43.4X", r"haloperidol|haldol"),
    ("T43.3X", r"fluphenazine|chlorpromazine|perphenazine|prochlorperazine"),
    ("T42.1X", r"carbamazepine|oxcarbazepine"),
    ("T42.0X", r"phenytoin|dilantin"),
    ("T42.3X", r"phenobarbital"),
    ("T42.8X", r"(?:carbidopa[-/])?levodopa|sinemet|amantadine"),
    ("T43.01", r"amitriptyline|nortriptyline"),
    ("T43.21", r"venlafaxine|duloxetine|trazodone|snris?"),
    ("T43.29", r"bupropion"),
    ("T43.02", r"mirtazapine"),
    ("T43.62", r"amphetamines?|dextroamphetamine|adderall|lisdexamfetamine|vyvanse|stimulants?"),
    ("T37.8X", r"hydroxychloroquine|plaquenil|nitrofurantoin|metronidazole|fluconazole"),
    ("T46.2X", r"amiodarone"),
    ("T46.0X", r"digoxin"),
    ("T50.0X", r"spironolactone"),
    ("T39.1X", r"acetaminophen"),
    ("T40.42", r"tramadol"),
    ("T44.3X", r"oxybutynin|benztropine"),
    ("T44.6X", r"tamsulosin|alpha[- ]blockers?"),
    ("T50.99", r"isotretinoin"),
    ("T45.0X", r"diphenhydramine|metoclopramide|antihistamines?"),
    ("T38.7X", r"testosterone"),
    ("T50.8X", r"(?:iv |iodinated )?contrast"),
)
