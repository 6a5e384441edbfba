"""Friendly replies if there is nothing to solve: small talk by topic, and messages without text."""

from __future__ import annotations

from bot.conversation.answers.buttons import support_row
from bot.conversation.events import Attachment
from bot.conversation.scene import N_, Scene
from bot.conversation.turn import Reply
from bot.corpus import ACTIVATION

YES, NO, OK = "smalltalk-yes", "smalltalk-no", "smalltalk-ok"
UNSURE, DONE, AGAIN = "smalltalk-unsure", "smalltalk-done", "smalltalk-again"
TOPICS = {
    "smalltalk-greeting": N_(
        "Hi, good that you write. Send me the error code you see, for example `0xC004F211`, or tell me what happened."
    ),
    "smalltalk-goodbye": N_("Take care. Write again whenever Windows makes trouble."),
    "smalltalk-thanks": N_("You are welcome. Write again if anything else turns up."),
    "smalltalk-ok": N_("Good. Try the steps in peace, and write to me if something does not go as it should."),
    "smalltalk-not-helped": N_(
        "I am sorry that it did not help. Look at the error code once more: it may have changed after your last try. "
        "Send me the code that you see now, or tell me how far you came."
    ),
    "smalltalk-not-found": N_(
        "Open {place}. What is it that you cannot find there? Tell me what you see instead. The button "
        "**Troubleshoot** is shown only while Windows is not activated, and only to an administrator."
    ),
    "smalltalk-link": N_(
        "I do not know which matter you mean, because I remember only the last two days. Send me the error code, or "
        "tell me what happened, and you get the links too."
    ),
    "smalltalk-again": N_(
        "I remember only the last two days, and there is no answer of mine in it. Send me the error code, or tell me "
        "what happened, and I gladly take it once more."
    ),
    "smalltalk-new-code": N_(
        "Good that you looked. A new code often needs other steps. Send me the code that you see now."
    ),
    "smalltalk-done": N_(
        "Good. Look in {place}, whether Windows is activated now. Send me the error code, if there still is one."
    ),
    "smalltalk-no-code": N_(
        "That is fine, the words will do. Write exactly what stands in {place}, or tell me what happened just "
        "before Windows stopped being activated."
    ),
    "smalltalk-unsure": N_(
        "That does not matter. Look in {place}, and write to me what stands there, word for word. Then we find "
        "it out together."
    ),
    "smalltalk-yes": N_("Good. Send me the error code you see, or tell me what Windows says, and we go on."),
    "smalltalk-no": N_("All right. Tell me in your own words what is wrong, or send me the error code you see."),
    "smalltalk-solved": N_("How nice that it worked. Write again if Windows makes trouble another time."),
    "smalltalk-confused": N_(
        "Then we take it more slowly. Do only the first step, and tell me what you see on the screen. If one step is "
        "the trouble, write which one and what happens."
    ),
    "smalltalk-worried": N_(
        "No need to worry, and there are no stupid questions. That Windows is not activated does not touch your "
        "pictures and files, and the text in the corner is no virus. We take it one step at a time: what does it say "
        "on the screen?"
    ),
    "smalltalk-upset": N_(
        "I hear that you have had enough, and I understand. Shall we get it solved? Send me the error code, or what it "
        "says on the screen."
    ),
    "smalltalk-price": N_(
        "Asking me costs nothing, and neither does activating a Windows that you have a licence for. What does your "
        "computer say?"
    ),
    "smalltalk-where-code": N_(
        "Open {place}. The code is there and begins with `0x`. Send me the characters you see. If there is none, "
        "tell me what else it says."
    ),
    "smalltalk-how-are-you": N_("Fine, thank you. How is your Windows? Tell me what it says."),
    "smalltalk-robot": N_(
        "I am a program that knows the activation errors of Windows 11 and Windows 10. I cannot reach into your "
        "computer, I ask for no passwords, and I save no product keys. What does your computer say?"
    ),
    "smalltalk-abilities": N_(
        "I help when Windows 11 or Windows 10 will not activate. Send me an error code, or tell me what happened in "
        "your own words, and you get steps to follow. With /koder you see all the codes I know."
    ),
    "smalltalk-human": N_(
        "I am a program and cannot connect you to anyone myself. There are people at Microsoft's customer support, and "
        "you reach them with the button below. Never look up a phone number on the web: there are false ones. I am "
        "glad to help meanwhile: tell me what your computer says."
    ),
    "smalltalk-picture": N_(
        "Yes, send me a picture of the screen, straight from the front and close to the text. I read what stands "
        "there and do not save the picture."
    ),
}


def small_talk(scene: Scene, topic: str) -> Reply:
    """Return the reply to small talk of a topic `smalltalk-…`; an unknown topic gets the reply to a greeting."""
    if topic == "smalltalk-picture" and not scene.config.reads_pictures:
        return Reply(
            scene.say("I cannot read pictures here. Write the error code you see, or the words that Windows shows.")
        )
    text = scene.say(TOPICS.get(topic, TOPICS["smalltalk-greeting"]), place=scene.place(ACTIVATION))
    return Reply(text, (support_row(scene),) if topic == "smalltalk-human" else ())


def unreadable(scene: Scene, attachment: Attachment) -> Reply:
    """Return what would help, as a reply to a message without text."""
    match attachment:
        case "file":
            text = scene.say(
                "I cannot open files. Write the error code you see, for example `0xC004F211`, or what Windows says."
            )
        case "voice":
            text = scene.say(
                "I cannot listen to recordings. Write the error code, or in your own words what has happened."
            )
        case _:
            text = scene.say(
                "I can only read text. Write the error code you see, or in your own words what has happened."
            )
    return Reply(text)
