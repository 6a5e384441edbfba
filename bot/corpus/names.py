"""Names of the corpus that the bot itself speaks of, and that must therefore be there (rule CORPUS015)."""

ACTIVATION = "activation"  # place
TROUBLESHOOTER, PHONE, HELP = ADVICE = ("troubleshooter", "phone", "help")  # advice of conversation.toml
ACTIVATE_WINDOWS = "activate-windows"  # sections
BUY_LICENSE = "no-valid-license"
FIND_KEY = "find-product-key"
OTHER_CODES = "other-codes"
SUPPORT = "contact-support"  # article
