"""Names of the corpus that the bot itself speaks of, and that must therefore be there (rule CORPUS015)."""

ACTIVATION = "activation"  # place
TROUBLESHOOTER, PORTAL, HELP = ADVICE = ("troubleshooter", "portal", "help")  # advice of conversation.toml
ACTIVATE_WINDOWS = "activate-windows"  # sections
BUY_LICENSE = "buy-license"
FIND_KEY = "find-product-key"
OLD_KEY = "old-windows-key"
OTHER_CODES = "other-codes"
SUPPORT = "contact-support"  # article
