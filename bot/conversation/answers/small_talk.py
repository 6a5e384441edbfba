"""Replies if there is nothing to solve: to small talk, by topic, and to messages without text."""

from __future__ import annotations

from bot.conversation.answers.buttons import support_row
from bot.conversation.catalogs import N_
from bot.conversation.events import Attachment
from bot.conversation.scene import Scene
from bot.conversation.turn import Reply
from bot.corpus import ACTIVATION

YES, NO, OK = "smalltalk-yes", "smalltalk-no", "smalltalk-ok"
UNSURE, DONE, AGAIN = "smalltalk-unsure", "smalltalk-done", "smalltalk-again"
TOPICS = {
    "smalltalk-greeting": N_(
        "Hi, I am glad you got in touch. Send me the error code you see, for example `0xC004F211`, or tell me what "
        "happened."
    ),
    "smalltalk-goodbye": N_("Take care. Write again if Windows causes trouble."),
    "smalltalk-thanks": N_("You are welcome. Write again if anything else turns up."),
    "smalltalk-ok": N_("Good. Take your time with the steps, and write to me if something does not work."),
    "smalltalk-not-helped": N_(
        "I am sorry that it did not help. Look at the error code again: it may have changed since your last attempt. "
        "Send me the code you see now, or tell me how far you got."
    ),
    "smalltalk-not-found": N_(
        "Open {place}. What is it that you cannot find there? Tell me what you see instead. The **Troubleshoot** "
        "button appears only while Windows is not activated, and only to an administrator."
    ),
    "smalltalk-link": N_(
        "I do not know which problem you mean, because I only remember the last two days. Send me the error code, or "
        "tell me what happened, and you will get the links too."
    ),
    "smalltalk-again": N_(
        "I only remember the last two days, and I have not answered anything in that time. Send me the error code, or "
        "tell me what happened, and I will gladly go through it again."
    ),
    "smalltalk-new-code": N_(
        "Good that you checked. A new code often needs different steps. Send me the code you see now."
    ),
    "smalltalk-done": N_(
        "Good. Check in {place} whether Windows is activated now. If there is still an error code, send it to me."
    ),
    "smalltalk-no-code": N_(
        "That is fine, the words will do. Send me exactly what it says in {place}, or tell me what happened just "
        "before Windows stopped being activated."
    ),
    "smalltalk-unsure": N_(
        "That does not matter. Look in {place} and tell me what it says there, word for word. Then we can work it out "
        "together."
    ),
    "smalltalk-yes": N_("Good. Send me the error code you see, or tell me what Windows says, and we will carry on."),
    "smalltalk-no": N_("All right. Tell me in your own words what is wrong, or send me the error code you see."),
    "smalltalk-solved": N_("I am glad it worked. Write again if Windows causes trouble another time."),
    "smalltalk-confused": N_(
        "Then let us take it more slowly. Do only the first step, and tell me what you see on the screen. If one of "
        "the steps is the problem, tell me which one and what happens."
    ),
    "smalltalk-worried": N_(
        "No need to worry, and there are no stupid questions. Your pictures and files are not affected when Windows "
        "is not activated, and the text in the corner is not a virus. Let us take it one step at a time: what does it "
        "say on the screen?"
    ),
    "smalltalk-upset": N_(
        "I can tell that you have had enough, and I understand. Let us get this solved. Send me the error code, or "
        "tell me what it says on the screen."
    ),
    "smalltalk-price": N_(
        "Asking me costs nothing, and neither does activating a copy of Windows that you have a licence for. What "
        "does it say on your screen?"
    ),
    "smalltalk-where-code": N_(
        "Open {place}. The code is there and begins with `0x`. Send me the characters you see. If there is no code, "
        "tell me what it says instead."
    ),
    "smalltalk-how-are-you": N_("Fine, thank you. How is your Windows? Tell me what it says."),
    "smalltalk-robot": N_(
        "I am a program that knows the activation errors of Windows 11 and Windows 10. I have no access to your "
        "computer, I never ask for passwords, and I do not save product keys. What does it say on your screen?"
    ),
    "smalltalk-abilities": N_(
        "I help when Windows 11 or Windows 10 will not activate. Send me an error code, or tell me what happened in "
        "your own words, and you will get steps to follow. Send /koder to see all the codes I know."
    ),
    "smalltalk-human": N_(
        "I am a program and cannot connect you to anyone myself. You can reach people at Microsoft's customer support "
        "with the button below. Never look up a phone number on the web: some are fake. I am happy to help in the "
        "meantime: tell me what it says on your screen."
    ),
    "smalltalk-picture": N_(
        "Yes, send me a picture of the screen, taken straight from the front and close to the text. I read what it "
        "says and do not save the picture."
    ),
}


def small_talk(scene: Scene, topic: str) -> Reply:
    """Return the reply to small talk of a topic `smalltalk-…`; for an unknown topic the reply to a greeting."""
    if topic == "smalltalk-picture" and not scene.config.reads_pictures:
        return Reply(
            scene.say("I cannot read pictures here. Send me the error code you see, or the words that Windows shows.")
        )
    text = scene.say(TOPICS.get(topic, TOPICS["smalltalk-greeting"]), place=scene.place(ACTIVATION))
    return Reply(text, (support_row(scene),) if topic == "smalltalk-human" else ())


def unreadable(scene: Scene, attachment: Attachment) -> Reply:
    """Return the reply to a message without text, which says what would help."""
    match attachment:
        case "file":
            text = scene.say(
                "I cannot open files. Send me the error code you see, for example `0xC004F211`, or tell me what "
                "Windows says."
            )
        case "voice":
            text = scene.say(
                "I cannot listen to recordings. Send me the error code, or tell me in your own words what happened."
            )
        case _:
            text = scene.say(
                "I can only read text. Send me the error code you see, or tell me in your own words what happened."
            )
    return Reply(text)
