"""Names shared by the corpus and the code: Windows versions, languages, and entries that the code refers to.

These entries must exist in every corpus (rule CORPUS015 and the shapes of its files).
"""

from typing import Literal, get_args

Windows = Literal["11", "10"]
WINDOWS: tuple[Windows, ...] = get_args(Windows)  # newest first, as answers list them
Language = Literal["sv", "en"]
LANGUAGES: tuple[Language, ...] = get_args(Language)  # of the bot; the first has a corpus of its own
SWEDISH, ENGLISH = LANGUAGES

ACTIVATION = "activation"  # place
TROUBLESHOOTER, PORTAL, HELP = ADVICE = ("troubleshooter", "portal", "help")  # advice in conversation.toml
FEAR, CLOSING, FOUND = "fear", "closing", "found"  # feelings in conversation.toml
# Evidence in evidence.toml; the last has the name of the section that it supports.
EVIDENCE = ("piracy", "activator", "office", "not-activated", "subject", "call", "old-windows-key")
PIRACY, ACTIVATOR, OFFICE, NOT_ACTIVATED, SUBJECT, CALL, OLD_KEY = EVIDENCE
ACTIVATOR_USED = "safety-activator-used"  # notices
NEIGHBOUR_OFFICE = "neighbour-office"
SUCCESS = "0x00000000"  # the code in codes.toml that explains every success value
ACTIVATE_WINDOWS = "activate-windows"  # sections
BUY_LICENSE = "buy-license"
IS_ACTIVATED = "windows-is-activated"
FIND_KEY = "find-product-key"
OTHER_CODES = "other-codes"
SUPPORT = "contact-support"  # articles
ACTIVATE_OFFICE = "activate-office"
OFF_TOPIC = "off-topic"  # topic
ABOUT = "about-"  # prefix of topics that ask about the answer on the screen
SMALLTALK = "smalltalk-"  # prefix of small-talk topics
NOTICES = ("safety-", "neighbour-")  # prefixes of notices
LAST = ("buy", "reset", "reinstall")  # kinds of ways that are offered after all others
NEGATION, TRIED = "negation", "tried"  # tables of facts.toml that are not facts
