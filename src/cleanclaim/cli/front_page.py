"""The list of commands, as data and as text. Imports nothing: `cleanclaim --help` answers in a blink."""

# name → one line. Each command lives in cli/commands/<name>.py under the same name.
COMMANDS = {
    "demo": "The main job on the demo practice: notes to paid claims.",
    "run": "The same for your own notes, up to your signature.",
    "code": "Suggest codes for notes, each with the words that prove it.",
    "coder": "Measure and train the coder, check its lexicon.",
    "scrub": "Check claims or X12 files and list every finding.",
    "edits": "The edits: list them, show one, rehearse one on the past.",
    "x12": "Check, answer, show, compare, repair X12 files.",
    "claim": "Show, sign, send, follow up, correct claims.",
    "receive": "Take what a payer sent: TA1, 999, 277CA, 835.",
    "remit": "Show, preview, post and undo remittances.",
    "deposit": "Bank statements, matched with remittances.",
    "ledger": "Balances, entries, periods and proof of the books.",
    "patient": "A patient's statement, payments and refunds.",
    "work": "What a person still has to do.",
    "price": "What Medicare or a contract should pay, with the formula.",
    "refdata": "Reference tables: what is loaded, and search.",
    "explain": "Everything behind an id: codes, claim, money, with sources.",
    "rebuild": "The books again from old 837 and 835 files, and what they cannot tell.",
    "mcp": "Tools for a language model's client (MCP, read-only).",
    "db": "Back up, restore and verify the database.",
}


def front_page() -> str:
    """What `cleanclaim`, `cleanclaim --help` and `./run` alone print."""
    width = max(map(len, COMMANDS))
    lines = [f"  {name.ljust(width)}  {line}" for name, line in COMMANDS.items()]
    return "\n".join(
        [
            "Usage: cleanclaim COMMAND [ARGS]...",
            "",
            "  Medical coding and billing in the open: from a clinical note to a paid claim.",
            "",
            "Commands:",
            *lines,
            "",
            "  cleanclaim COMMAND --help   options and an example",
            "  cleanclaim --version",
            "",
            "Start with:  cleanclaim demo",
            "Exit codes:  0 clean, 1 findings of severity reject, 2 misuse",
        ]
    )
