"""Names of the corpus that the bot itself speaks of, and that must therefore be there (rule CORPUS015)."""

ACTIVATION = "activation"  # place
TROUBLESHOOTER, PORTAL, HELP = ADVICE = ("troubleshooter", "portal", "help")  # advice of conversation.toml
# Of evidence.toml; the last is named like the section it is evidence of.
EVIDENCE = ("piracy", "activator", "office", "not-activated", "subject", "call", "old-windows-key")
PIRACY, ACTIVATOR, OFFICE, NOT_ACTIVATED, SUBJECT, CALL, OLD_KEY = EVIDENCE
ACTIVATOR_USED = "safety-activator-used"  # notices
NEIGHBOUR_OFFICE = "neighbour-office"
SUCCESS = "0x00000000"  # the code of codes.toml that tells what any success value means
ACTIVATE_WINDOWS = "activate-windows"  # sections
BUY_LICENSE = "buy-license"
IS_ACTIVATED = "windows-is-activated"
FIND_KEY = "find-product-key"
OTHER_CODES = "other-codes"
SUPPORT = "contact-support"  # articles
ACTIVATE_OFFICE = "activate-office"
ABOUT = "about-"  # what the topics of questions about the answer on the screen begin with
SCREEN_NAMES = "names"  # the table of places.toml with the names on the screen
LAST = ("buy", "reset", "reinstall")  # what ways come after everything else
