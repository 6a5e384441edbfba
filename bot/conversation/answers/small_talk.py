"""A friendly word where there is nothing to solve: small talk by topic, and things that hold no text."""

from __future__ import annotations

from collections.abc import Callable

from bot.conversation.answers.sections import support_row
from bot.conversation.events import Attachment
from bot.conversation.scene import Scene
from bot.conversation.turn import Reply
from bot.corpus import ACTIVATION

WITH_SUPPORT = {"smalltalk-human"}

_Text = Callable[[Callable[[str], str]], str]
TOPICS: dict[str, _Text] = {
    "smalltalk-greeting": lambda _: _(
        "Hi, good that you write. Send me the error code you see, for example `0xC004F211`, or tell me what happened."
    ),
    "smalltalk-goodbye": lambda _: _("Take care. Write again whenever Windows makes trouble."),
    "smalltalk-thanks": lambda _: _("You are welcome. Write again if anything else turns up."),
    "smalltalk-ok": lambda _: _("Good. Try the steps in peace, and write to me if something does not go as it should."),
    "smalltalk-not-helped": lambda _: _(
        "I am sorry that it did not help. Look at the error code once more: it may have changed after your last try. "
        "Send me the code that you see now, or tell me how far you came."
    ),
    "smalltalk-not-found": lambda _: _(
        "Open {place}. What is it that you cannot find there? Tell me what you see instead. The button "
        "**Troubleshoot** is shown only while Windows is not activated, and only to an administrator."
    ),
    "smalltalk-link": lambda _: _(
        "I do not know which matter you mean, because I remember only the last two days. Send me the error code, or "
        "tell me what happened, and you get the links too."
    ),
    "smalltalk-again": lambda _: _(
        "I remember only the last two days, and there is no answer of mine in it. Send me the error code, or tell me "
        "what happened, and I gladly take it once more."
    ),
    "smalltalk-new-code": lambda _: _(
        "Good that you looked. A new code often needs other steps. Send me the code that you see now."
    ),
    "smalltalk-done": lambda _: _(
        "Good. Look in {place}, whether Windows is activated now. Send me the error code, if there still is one."
    ),
    "smalltalk-no-code": lambda _: _(
        "That is fine, the words will do. Write exactly what stands in {place}, or tell me what happened just "
        "before Windows stopped being activated."
    ),
    "smalltalk-unsure": lambda _: _(
        "That does not matter. Look in {place}, and write to me what stands there, word for word. Then we find "
        "it out together."
    ),
    "smalltalk-yes": lambda _: _("Good. Send me the error code you see, or tell me what Windows says, and we go on."),
    "smalltalk-no": lambda _: _(
        "All right. Tell me in your own words what is wrong, or send me the error code you see."
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
        "Asking me costs nothing, and neither does activating a Windows that you have a licence for. What does your "
        "computer say?"
    ),
    "smalltalk-where-code": lambda _: _(
        "Open {place}. The code is there and begins with `0x`. Send me the characters you see. If there is none, "
        "tell me what else it says."
    ),
    "smalltalk-how-are-you": lambda _: _("Fine, thank you. How is your Windows? Tell me what it says."),
    "smalltalk-robot": lambda _: _(
        "I am a program that knows the activation errors of Windows 11 and Windows 10. I cannot reach into your "
        "computer, I ask for no passwords, and I save no product keys. What does your computer say?"
    ),
    "smalltalk-abilities": lambda _: _(
        "I help when Windows 11 or Windows 10 will not activate. Send me an error code, or tell me what happened in "
        "your own words, and you get steps to follow. With /koder you see all the codes I know."
    ),
    "smalltalk-human": lambda _: _(
        "I am a program and cannot connect you to anyone myself. There are people at Microsoft's customer support, and "
        "you reach them with the button below. Never look up a phone number on the web: there are false ones. I am "
        "glad to help meanwhile: tell me what your computer says."
    ),
}


def smalltalk(scene: Scene, topic: str) -> Reply:
    """A word that meets small talk of a topic `smalltalk-…`; an unknown topic is met like a greeting."""
    place = scene.place(ACTIVATION)
    text = TOPICS.get(topic, TOPICS["smalltalk-greeting"])(scene.words.gettext).replace("{place}", place)
    if topic == "smalltalk-picture":
        return Reply(_about_pictures(scene))
    if topic not in WITH_SUPPORT:
        return Reply(text)
    return Reply(text, (support_row(scene),))


def _about_pictures(scene: Scene) -> str:
    _ = scene.words.gettext
    if scene.config.reads_pictures:
        return _(
            "Yes, send me a picture of the screen, straight from the front and close to the text. I read what stands "
            "there and do not save the picture."
        )
    return _("I cannot read pictures here. Write the error code you see, or the words that Windows shows.")


def unreadable(scene: Scene, attachment: Attachment) -> Reply:
    """A word on what helps, for something that holds no text."""
    _ = scene.words.gettext
    if attachment == "file":
        return Reply(
            _("I cannot open files. Write the error code you see, for example `0xC004F211`, or what Windows says.")
        )
    if attachment == "voice":
        return Reply(_("I cannot listen to recordings. Write the error code, or in your own words what has happened."))
    return Reply(_("I can only read text. Write the error code you see, or in your own words what has happened."))
