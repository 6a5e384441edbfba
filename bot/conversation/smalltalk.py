"""A friendly word where there is nothing to solve: small talk by topic, and things that hold no text."""

from __future__ import annotations

from collections.abc import Callable

from bot.conversation.answers import Voice
from bot.conversation.events import Attachment
from bot.conversation.replies import LinkButton, Reply
from bot.corpus import ACTIVATION, SUPPORT

WITH_SUPPORT = {"smalltalk-human", "smalltalk-scam"}

_Text = Callable[[Callable[[str], str]], str]
TOPICS: dict[str, _Text] = {
    "smalltalk-greeting": lambda _: _(
        "Hi, good that you write. Send me the error code you see, for example `0xC004F211`, or tell me what happened."
    ),
    "smalltalk-goodbye": lambda _: _("Take care. Write again whenever Windows makes trouble."),
    "smalltalk-thanks": lambda _: _("You are welcome. Write again if the code changes or something else turns up."),
    "smalltalk-ok": lambda _: _("Good. Try the steps in peace, and write to me if something does not go as it should."),
    "smalltalk-not-helped": lambda _: _(
        "I am sorry that it did not help. Look at the error code once more: it may have changed after your last try. "
        "Send me the code that you see now, or tell me how far you came."
    ),
    "smalltalk-solved": lambda _: _("How nice that it worked. Write again if Windows makes trouble another time."),
    "smalltalk-confused": lambda _: _(
        "Then we take it more slowly. Do only the first step, and tell me what you see on the screen. If one step is "
        "the trouble, write which one and what happens."
    ),
    "smalltalk-worried": lambda _: _(
        "No need to worry, and there are no stupid questions. That Windows is not activated does not touch your "
        "pictures and files, and the text in the corner is no virus. We take it one step at a time: what does it say "
        "on the screen?"
    ),
    "smalltalk-upset": lambda _: _(
        "I hear that you have had enough, and I understand. Shall we get it solved? Send me the error code, or what it "
        "says on the screen."
    ),
    "smalltalk-price": lambda _: _(
        "To ask me costs nothing, and neither does activating a Windows you have a licence for. A new licence costs "
        "money, and you buy it in Microsoft Store. What does your computer say?"
    ),
    "smalltalk-where-code": lambda _: _(
        "Press the Windows key and I at the same time, so that **Settings** opens, and go on to **{place}**. The code "
        "stands there and begins with `0x`. Write down the characters you see; I cannot read pictures here. Is there "
        "none, tell me what else it says."
    ),
    "smalltalk-scam": lambda _: _(
        "**Be careful, that sounds like a fraud.** Microsoft does not ring you up, and Windows shows no telephone "
        "number to ring. Do not ring, let nobody into the computer, and give away no passwords, bank details or gift "
        "cards. "
        "If you are unsure, ask Microsoft's customer support yourself with the button below."
    ),
    "smalltalk-how-are-you": lambda _: _("Fine, thank you. How is your Windows? Tell me what it says."),
    "smalltalk-robot": lambda _: _(
        "Yes, I am a program. I know the activation errors of Windows 11 and Windows 10, and I save no product keys. "
        "What does your computer say?"
    ),
    "smalltalk-abilities": lambda _: _(
        "I help when Windows 11 or Windows 10 will not activate. Send me an error code, or tell me what happened in "
        "your own words, and you get steps to follow. With /koder you see all the codes I know."
    ),
    "smalltalk-human": lambda _: _(
        "I understand, but I am a program and cannot connect you to anyone. Microsoft's customer support has people, "
        "and you reach them with the button below. You are welcome to try me first: which error code do you see?"
    ),
}


def smalltalk(voice: Voice, topic: str) -> Reply:
    """A word that meets small talk of a topic `smalltalk-…`; an unknown topic is met like a greeting."""
    place = voice.at.corpus.places[ACTIVATION].paths[voice.at.windows]
    text = TOPICS.get(topic, TOPICS["smalltalk-greeting"])(voice.at.words.gettext).replace("{place}", place)
    if topic not in WITH_SUPPORT:
        return Reply(text)
    return Reply(text, (support_row(voice),))


def support_row(voice: Voice) -> tuple[LinkButton, ...]:
    """The button to people who help."""
    support = voice.at.corpus.articles[SUPPORT]
    return (LinkButton(support.titles[voice.language], support.urls[voice.language]),)


def unreadable(voice: Voice, attachment: Attachment) -> Reply:
    """A word on what helps, for something that holds no text."""
    _ = voice.at.words.gettext
    if attachment == "picture":
        return Reply(_("I cannot read pictures here. Write the error code from the picture, for example `0xC004F211`."))
    if attachment == "voice":
        return Reply(_("I cannot listen to recordings. Write the error code, or in your own words what has happened."))
    return Reply(_("I can only read text. Write the error code you see, or in your own words what has happened."))
