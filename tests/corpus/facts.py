"""The facts of the source article that each answer must contain, independently of the wording of the corpus.

A fact is a name and a regular expression that must match, in any wording, the text that `tests.corpus.test_facts.plain`
returns: case-folded, without Markdown, with single spaces.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.corpus import WINDOWS, Windows

Facts = Mapping[str, str]

PORTAL_ADDRESS = "https://visualsupport.microsoft.com"
SUPPORT = "https://support.microsoft.com/sv-se"
MAIN = f"{SUPPORT}/windows/f%C3%A5-hj%C3%A4lp-med-windows-aktiveringsfel-09d8fb64-6768-4815-0c30-159fa7d89d85"
ACTIVATE = f"{SUPPORT}/windows/aktivera-windows-c39005d4-95ee-b91e-b399-2820fda32227"
CONTACT = f"{SUPPORT}/contactus"
FIND_KEY = f"{SUPPORT}/windows/find-your-windows-product-key-aaa2bf69-7b2b-9f13-f581-a806abf0a886"
REACTIVATE = (
    f"{SUPPORT}/windows/%C3%A5teraktiverar-windows-efter-en-maskinvaru%C3%A4ndring-2c0e962a-f04c-145b-6ead-fb3fc72b6665"
)
RECOVERY = f"{SUPPORT}/windows/recovery-options-in-windows-31ce2444-7de3-818c-d626-e3b5a3024da5"
TROUBLESHOOTER = f"{SUPPORT}/windows/using-the-activation-troubleshooter-d717cdff-cf19-9770-7198-40119c2a696c"
UPDATE = f"{SUPPORT}/windows/update-windows-3c5ae7fc-9fb6-9af1-1984-b5e0412c556a"
UPDATE_FAQ = f"{SUPPORT}/windows/windows-update-faq-8a903416-6f45-0718-f5c7-375e92dddeb2"
UPDATE_PROBLEMS = f"{SUPPORT}/windows/troubleshoot-problems-updating-windows-188c2b0f-10a7-d72f-65b8-32d177eb136c"
UPGRADE_FAQ: Mapping[Windows, str] = {
    "11": f"{SUPPORT}/windows/upgrade-to-windows-11-faq-fb6206a2-1a0f-448a-80f1-8668ee5b2bf9",
    "10": f"{SUPPORT}/windows/upgrade-to-windows-10-faq-cce52341-7943-594e-72ce-e1cf00382445",
}
WINDOWS_HELP = f"{SUPPORT}/windows"

ACTIVATION = "ms-settings:activation"
DATE_AND_TIME = "ms-settings:dateandtime"
PATHS: Mapping[str, Mapping[Windows, str]] = {
    ACTIVATION: {
        "11": "inställningar > system > aktivering",
        "10": "inställningar > uppdatering och säkerhet > aktivering",
    },
    DATE_AND_TIME: dict.fromkeys(WINDOWS, "inställningar > tid och språk > datum och tid"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """The facts of the source about one section: `facts` for both versions, `windows_10` only for that one.

    `place` is the URI of the settings page that the source opens and `buttons` the choices there, `links` the links of
    its row in both versions (the main article if the row has none with an address), `messages` the texts that Windows
    shows.
    """

    label: str
    facts: Facts
    codes: tuple[str, ...] = ()
    windows_10: Facts = field(default_factory=dict)
    links: tuple[str, ...] = (MAIN,)
    links_11: tuple[str, ...] = ()
    place: str | None = None
    buttons: tuple[str, ...] = ()
    messages: tuple[str, ...] = ()

    def facts_for(self, version: Windows) -> Facts:
        """Return the facts that the answer for one Windows version must contain."""
        return {**self.facts, **self.windows_10} if version == "10" else self.facts

    def links_for(self, version: Windows) -> tuple[str, ...]:
        """Return the addresses that the answer for one Windows version must link to."""
        return self.links + (self.links_11 if version == "11" else ())

    @property
    def differs(self) -> bool:
        """Whether the source tells the two Windows versions apart here."""
        return self.place == ACTIVATION or bool(self.windows_10)


def near(one: str, other: str, within: int = 90) -> str:
    """Return a pattern for two things that are said together, in either order."""
    return rf"(?:{one}).{{0,{within}}}(?:{other})|(?:{other}).{{0,{within}}}(?:{one})"


def then(*parts: str, within: int = 60) -> str:
    """Return a pattern for things that are said one after the other."""
    return rf".{{0,{within}}}".join(f"(?:{part})" for part in parts)


NOT = r"\b(?:inte|ej|aldrig|ingen|inget|inga|utan|saknar|saknas)\b"
BUY = r"köp"
HARDWARE = r"maskinvar|hårdvar|moderkort"
WINDOWS_8_1 = r"(?:windows|eller|och|samt|/) ?8\.1"
AUTOMATICALLY = r"automatisk|av sig själv|självt|själv\b"
CHECK = r"kontrollera|kolla|se till|se efter|säkerställ|testa"
CHOOSE = r"välj|klicka|tryck|öppna"
ENTER = r"\b(?:ange|skriv|mata|fyll|använd|knappa)\w*"
CONTACT_THEM = r"kontakta|fråga|vänd dig|prata med|hör med|hör av dig|be\b"
COMPANY_SUPPORT = (
    r"(?:företag|organisation|arbetsplats|jobb|arbetsgivar)\w*.{0,25}(?:support|helpdesk|\bit\b|\bit-)"
    r"|(?:support|\bit\b|\bit-).{0,25}(?:företag|arbetsplats|jobb|arbetsgivar)"
    r"|(?:support|it-)(?:avdelning|support|ansvarig|personal)"
)
ASK_COMPANY_SUPPORT = then(CONTACT_THEM, COMPANY_SUPPORT, within=40)
MICROSOFT_SUPPORT = r"kundsupport|kundtjänst|microsofts? support|support hos microsoft"

LICENCE_NOT_FOUND: Facts = {
    "no valid licence was found": near(r"giltig\w*.{0,25}licens", r"hitta|saknas|\bingen\b", 60)
}
KEY_LENGTH: Facts = {"a key has 25 characters": near(r"nyckel", r"\b25\b|tjugofem")}
STORE: Facts = {
    "buying with Gå till Microsoft Store": near(r"gå till microsoft store", BUY, 110),
}
WHERE_THE_KEY_IS: Facts = {
    "the key is in the confirmation of the purchase": near(r"bekräftelse|kvitto", BUY),
    "the key is in the packaging": r"förpackning|kartong",
    "the key is on the certificate of authenticity": r"äkthetsbevis|certificate of authenticity",
    "the certificate is on the back or the underside": near(r"baksid|bakpå|baktill", r"undersid|underkant"),
}
ONLINE_ONLY = near(NOT, r"portal|slui", 60)
PORTAL: Facts = {  # activation by telephone ended on 3 December 2025
    "in the search box": r"sökruta|sökfält",
    "type SLUI 04": then(r"skriv|sök efter|ange", r"slui 0?4", within=20),
    "choose SLUI 04 among the results": then(CHOOSE, r"slui 0?4", within=20),
    "it shows an installation ID": near(r"slui 0?4", r"installations-id", 60),
    "the portal, on any phone": near(r"aka\.ms/aoh", r"mobil|telefon", 40),
    "sign in with a Microsoft account": near(r"logga in", r"microsoft-konto", 30),
    "enter the installation ID there": then(r"activate a microsoft product", ENTER, r"installations-id"),
    "enter the confirmation ID on the computer": near(r"bekräftelse-id", r"\bdatorn\b", 30),
    "if it fails, assisted support": near(NOT, r"contact assisted support", 40),
    "false telephone numbers": near(r"telefonnummer", r"falska", 40),
    "not for Pro Education": near(r"pro education", ONLINE_ONLY, 140),
    "not for Pro for Workstations": near(r"pro for workstations", ONLINE_ONLY, 140),
    "those two activate over the internet": near(r"pro for workstations", r"internet|\bnätet\b|online", 80),
}
ENTERPRISE_KEY: Facts = {
    "a key for Enterprise": near(r"nyckel", r"enterprise"),
    "entered on Home or Pro": near(r"enterprise", r"\bhome\b.{0,25}\bpro\b", 120),
    "enter the key of the edition that is installed": then(ENTER, r"nyckel", r"utgåva", within=50),
}
NO_INTERNET: Facts = {
    "no connection to the internet": r"\b(?:saknar?|ingen|inget|inte|utan)\b.{0,40}(?:internet|\bnätet\b|uppkoppl)"
    r"|(?:internet|\bnätet\b|uppkoppling\w*).{0,15}saknas",
}
CHECK_THE_CONNECTION: Facts = {
    "check that the internet is there": then(rf"{CHECK}|anslut", r"internet|\bnätet\b|uppkoppl"),
    "check that the firewall lets the activation through": then(rf"{CHECK}|tillåt", r"brandvägg"),
    "the firewall may stop the activation": near(r"brandvägg", r"block|stoppa|hindra|spärra|stänger", 80),
}
HARDWARE_CHANGE: Facts = {
    "the licence belongs to the hardware": near(
        r"licens", rf"(?:koppla|knut|knyt|hör|bund|bind|följ|sitter|lås).{{0,40}}(?:{HARDWARE})"
    ),
    "such as a new motherboard": r"moderkort",
    "no matching licence is found at the next start": near(r"licens", r"(?:start|hitta|känn|match|passa)\w*", 60),
    "a preinstalled Windows needs a new licence": near(
        r"förinstallera|redan på|följde med|från början|fabrik", r"\bny\b.{0,25}licens|licens.{0,40}\bny\b", 80
    ),
    **STORE,
    "the key used before the change": r"nyckel\w*.{0,40}(?:före|innan|tidigare|förut|redan)"
    r"|(?:tidigare|gamla|befintliga|hade).{0,25}nyckel",
    "Microsoft makes an exception": r"undantag",
    "the exception needs the same Microsoft account": near(r"microsoft-konto", r"samma", 40),
    "signed in before the change": near(r"microsoft-konto", r"före|innan|både|\bdå\b", 60),
    "when the troubleshooter cannot solve it": near(
        r"felsök", rf"{NOT}.{{0,40}}(?:lös|hjälp|hitta|räck|klar)|(?:lös|hjälp|hitta|räck|klar).{{0,30}}{NOT}", 40
    ),
    "a link to reactivate after a hardware change": near(r"länk|alternativet", HARDWARE, 80),
}
WRONG_KEY_MESSAGE = (
    "Produktnyckeln som används på den här enheten fungerar inte med den här Windows-utgåvan. Kontakta butiken eller "
    "företaget du köpte Windows av, ange en annan produktnyckel eller gå till Store för att köpa en äkta "
    "Windows-produkt."
)

EXPECTED: Mapping[str, Expected] = {
    "hardware-changed": Expected(
        label="F211",
        codes=("0xC004F211",),
        messages=("Windows rapporterade att maskinvaran för din enhet har ändrats",),
        place=ACTIVATION,
        buttons=("gå till microsoft store", "ändra produktnyckel", "felsök"),
        links=(REACTIVATE,),
        facts=HARDWARE_CHANGE,
    ),
    "wrong-edition-installed": Expected(
        label="F212",
        codes=("0xC004F212",),
        messages=(WRONG_KEY_MESSAGE,),
        place=ACTIVATION,
        buttons=("felsök",),
        facts={
            "after reinstalling": r"installera\w* om|ominstall|ny installation|återinstall",
            "with a digital licence": r"digital\w* licens",
            "Windows asked which edition to install": near(r"\bvälj|\bvalde|\bvalt|\bval\b|fråga|ombe", r"utgåva", 40),
            "an edition you have no licence for": r"utgåva.{0,90}\b(?:inte|saknar|utan)\b.{0,40}licens"
            r"|licens\w*.{0,30}\b(?:inte|saknas)\b.{0,40}utgåva",
            "the troubleshooter finds a valid licence for another edition": near(
                r"felsökar|felsökning", r"digital\w* licens.{0,40}utgåva", 80
            ),
            "it tells so": r"veta|berätta|visar|talar om|besked|meddela|säger",
            "and how to install the right edition": near(r"\bhur\b.{0,25}installera", r"utgåva", 40),
            "or contact the seller": then(CONTACT_THEM, r"butik|säljare|företaget|den som sålde"),
            "or enter another key": then(ENTER, r"(?:annan|ny) (?:\w+ )?(?:produkt)?nyckel", within=30),
            "or buy genuine Windows in the Store": near(BUY, r"\bstore\b"),
        },
    ),
    "no-product-key-found": Expected(
        label="F213",
        codes=("0xC004F213",),
        messages=("Windows rapporterade att ingen produktnyckel hittades på din enhet",),
        place=ACTIVATION,
        buttons=("gå till microsoft store", "ändra produktnyckel", "felsök"),
        links=(REACTIVATE,),
        facts=HARDWARE_CHANGE,
    ),
    "license-expiring": Expected(
        label="EXPIRY",
        facts={
            "a volume licence client is installed": r"volymlicens",
            "of Windows Pro": r"windows 1[01] pro\b",
            "large organisations use it": near(r"organisation|företag|myndighet", r"\bstor\w*", 30),
            "on hundreds or thousands of computers": r"hundra\w*.{0,20}tusen",
            "the organisation sees to the activation": near(
                r"organisation|företaget|arbetsplatsen|skolan",
                r"(?:sköt|hanter|ansvar|ordna|tar hand|ser till)\w*.{0,40}aktiver"
                r"|aktiver\w*.{0,40}(?:sköt|hanter|ansvar|ordna)",
                60,
            ),
            "contact the system administrator": then(CONTACT_THEM, r"administratör|systemansvar|it-"),
        },
    ),
    "no-valid-license": Expected(
        label="803F7001",
        codes=("0x803F7001",),
        place=ACTIVATION,
        buttons=("ändra produktnyckel", "gå till microsoft store"),
        links=(FIND_KEY,),
        facts={
            **LICENCE_NOT_FOUND,
            **KEY_LENGTH,
            **STORE,
            "without a key, a digital licence is bought": near(BUY, r"digital\w* licens", 40),
            **WHERE_THE_KEY_IS,
        },
    ),
    "license-not-found": Expected(
        label="800704CF",
        codes=("0x800704CF",),
        place=ACTIVATION,
        buttons=("ändra produktnyckel", "felsök"),
        links=(FIND_KEY, TROUBLESHOOTER),
        facts={
            **LICENCE_NOT_FOUND,
            "a valid key is needed": near(r"behöv|måste|kräv|med en", r"giltig\w*.{0,15}nyckel"),
            **KEY_LENGTH,
            **WHERE_THE_KEY_IS,
            "after a large hardware change such as a motherboard": near(r"moderkort", r"felsök", 150),
            "it may take you through a recovery": near(r"återställ|återhämt", r"\bbe\b|ombe|\bbli\b|gå igenom", 60),
        },
        windows_10={"activating Windows 7": r"windows 7", "activating Windows 8.1": WINDOWS_8_1},
    ),
    "key-cannot-activate": Expected(
        label="KEYGROUP",
        codes=(
            "0xC004C060",
            "0xC004C4A2",
            "0x803FA067",
            "0xC004C001",
            "0xC004C004",
            "0xC004F004",
            "0xC004C007",
            "0xC004F005",
            "0xC004C00F",
            "0xC004C010",
            "0xC004C00E",
            "0xC004C4A4",
            "0xC004C4A5",
            "0xC004B001",
            "0xC004F010",
            "0xC004F050",
        ),
        links=(CONTACT,),
        facts={
            "the key cannot activate Windows": near(
                r"nyckel", r"\b(?:inte|ej)\b.{0,30}aktivera|(?:duger|fungerar|går) inte", 40
            ),
            "enter another key": then(ENTER, r"(?:annan|ny|giltig) (?:produkt)?nyckel", within=30),
            "or buy a new one": near(BUY, r"\bny\b", 30),
            "you upgraded": r"uppgrader",
            "while the servers were busy": near(r"server|servrar", r"upptag|belast|fullt|mycket att göra"),
            "an upgrade from an activated Windows 7": near(r"windows 7", r"aktivera"),
            "or 8.1": WINDOWS_8_1,
            "activates by itself": near(r"8\.1", rf"aktivera.{{0,40}}(?:{AUTOMATICALLY})", 80),
            "or wait": r"\bvänta\b|\bavvakta|dröj",
            "then choose Aktivera": rf"(?:{CHOOSE})\w*(?: på)?(?: sedan| därefter)? aktivera\b",
            "the free upgrade": r"kostnadsfri|\bgratis|\bfria uppgradering",
            "not active after a reinstallation": r"ominstall|installera\w* om|återinstall",
            "activates by itself again": near(r"kostnadsfri|\bgratis|\bfria uppgradering", AUTOMATICALLY, 150),
            "without larger hardware changes": near(r"moderkort", NOT),
            "if it persists, contact support": near(CONTACT_THEM, MICROSOFT_SUPPORT, 30),
        },
    ),
    "key-blocked": Expected(
        label="C003",
        codes=("0xC004C003",),
        place=ACTIVATION,
        buttons=("felsök",),
        facts={
            "the key is not valid": near(r"nyckel", rf"ogiltig|spärra|{NOT}.{{0,20}}(?:gilt|gäll|godkän)"),
            "a key is for one device": r"\b(?:en|1) (?:enda )?(?:enhet|dator)",
            "and one user": r"\b(?:en|1) (?:viss |enda )?(?:användare|person|köpare)",
            "use on several devices marks it": near(r"flera (?:enheter|datorer)", r"ogiltig|spärra", 60),
            "an attempt is enough": r"försök",
            "enter another key of this device's own": near(
                r"\bannan\b.{0,20}nyckel", r"unik|egen|\bbara\b|endast|din", 50
            ),
            "bought from a dealer": then(BUY, r"säljare|butik"),
            "contact the dealer": then(CONTACT_THEM, r"säljare|butik", within=30),
            "preinstalled and failing at first start": near(r"förinstallera|följde med|redan på", r"första", 90),
            "then contact the manufacturer": near(r"första", r"tillverkare", 60),
            "a printed copy of the key": near(r"papper|tryckt|utskriv|utskrift", r"nyckel", 40),
            **KEY_LENGTH,
            "a repair by an independent workshop": near(r"repar", r"oberoende|fristående|annan verkstad", 40),
            "ask whether it needs a new licence": near(r"repar", r"\bny\b.{0,20}licens"),
            "a new device, never activated: the manufacturer": near(r"aldrig", r"tillverkare"),
        },
    ),
    "key-invalid-for-version": Expected(
        label="F034",
        codes=("0xC004F034",),
        facts={
            "the key is not valid": near(r"nyckel", rf"ogiltig|{NOT}.{{0,20}}(?:gilt|gäll|godkän)"),
            "or is for another version": near(r"\bannan\b|\bfel\b", r"version", 40),
            "enter a valid key": then(ENTER, r"giltig\w*.{0,20}nyckel", within=30),
            "for the installed version and edition": near(r"version", r"utgåva", 60),
            "KMS is the key management service": near(r"\bkms\b", r"nyck\w*|nyckelhantering"),
            "with KMS, ask the company's support": near(r"\bkms\b", ASK_COMPANY_SUPPORT, 140),
        },
    ),
    "edition-mismatch": Expected(
        label="F210",
        codes=("0xC004F210",),
        links=(TROUBLESHOOTER,),
        facts={
            "the key is for another edition": near(r"nyckel", r"\bannan\b|\bfel\b", 60),
            "than the installed one": r"än den.{0,40}(?:dator|enhet|installera|har)",
            "or you upgraded earlier": r"uppgrader",
            "and the edition is not that of the digital licence": near(
                r"digital\w* licens", rf"(?:{NOT}|\bannan\b|skilj).{{0,40}}utgåva|utgåva.{{0,80}}{NOT}", 60
            ),
            "enter a valid key for the installed edition": then(ENTER, r"giltig\w*.{0,20}nyckel", r"utgåva"),
            "or reinstall the edition of the licence": near(
                r"(?:installera\w* om|ominstall\w*|återinstall\w*).{0,60}utgåva", r"licens", 60
            ),
            "the troubleshooter helps install the right edition": near(r"felsökar|felsökning", r"rätt utgåva", 80),
        },
        windows_10={"the troubleshooter needs version 1607": r"version 1607 eller (?:senare|nyare)"},
    ),
    "key-for-other-edition": Expected(
        label="E016",
        codes=("0xC004E016", "0xC004F210"),
        facts={
            "the key is for another version or edition": near(r"nyckel", r"\bannan\b|\bfel\b", 80),
            "version": r"version",
            "an Enterprise key": near(r"enterprise", r"nyckel"),
            "does not activate Home": near(r"\bhome\b", NOT, 60),
            "nor Core": r"\bcore\b",
            "enter the key of the installed version and edition": then(ENTER, r"nyckel", r"version|utgåva", within=40),
            "or buy Windows in Microsoft Store": near(BUY, r"microsoft store"),
        },
    ),
    "online-activation-failed": Expected(
        label="FC03",
        codes=("0xC004FC03",),
        links=(MAIN, PORTAL_ADDRESS),
        facts={**NO_INTERNET, **CHECK_THE_CONNECTION, **PORTAL},
    ),
    "activation-in-progress": Expected(
        label="E028",
        codes=("0xC004E028",),
        facts={
            "the device is being activated already": near(
                r"redan|pågår|håller på|\bigång\b|i gång", r"aktiver|begäran|försök", 40
            ),
            "it is active once the first request is done": near(
                r"första|tidigare|pågående|redan", r"klar|färdig|slut|genomför"
            ),
        },
    ),
    "activation-server-unreachable": Expected(
        label="8007267C",
        codes=("0x8007267C",),
        facts={
            **NO_INTERNET,
            "or the server is down for the moment": near(
                r"serv(?:er|rar)", r"tillfällig|för stunden|just nu|\bnere\b", 40
            ),
            **CHECK_THE_CONNECTION,
        },
    ),
    "activation-server-unavailable": Expected(
        label="SERVERDOWN",
        codes=("0xD0000272", "0xC0000272", "0xC004C012", "0xC004C013", "0xC004C014"),
        facts={
            "the server is unavailable": near(
                r"serv(?:er|rar)|tjänst", r"otillgänglig|nere|inte.{0,20}(?:nå|tillgänglig|svara)|ur drift", 40
            ),
            "for the moment": r"tillfällig|för stunden|just nu|en stund|för tillfället|för närvarande",
            "Windows activates by itself": near(r"aktivera", AUTOMATICALLY, 40),
            "when the service is back": near(r"igen|tillbaka|åter|uppe|i gång", r"serv(?:er|rar)|tjänst|\bden\b", 40),
        },
    ),
    "key-used-on-other-device": Expected(
        label="C008",
        codes=("0xC004C008", "0xC004C770", "0x803FA071"),
        place=ACTIVATION,
        buttons=("gå till microsoft store",),
        links=(REACTIVATE, PORTAL_ADDRESS),
        facts={
            "the key is in use on another device": near(r"nyckel", r"(?:annan|andra|en till) (?:enhet|dator)"),
            "or on more than the licence allows": near(r"fler (?:enheter|datorer)", r"licens", 40),
            "buy a key for each device": near(BUY, r"\b(?:varje|var|per)\b.{0,10}(?:enhet|dator)", 40),
            **STORE,
            "no such button: the company's support": near(
                rf"{NOT}.{{0,40}}(?:knapp|gå till microsoft store|alternativ|valet)"
                rf"|(?:knapp|gå till microsoft store|alternativ|valet).{{0,40}}{NOT}",
                ASK_COMPANY_SUPPORT,
                60,
            ),
            "large hardware changes with a valid key": near(r"moderkort", r"giltig\w*.{0,15}nyckel"),
            **PORTAL,
        },
        windows_10={"reactivation is told for version 1607": r"version 1607 eller (?:senare|nyare)"},
    ),
    "enterprise-key-on-home-or-pro": Expected(
        label="F00F",
        codes=("0xC004F00F",),
        facts=ENTERPRISE_KEY,
    ),
    "volume-license-exceeded": Expected(
        label="C020",
        codes=("0xC004C020",),
        facts={
            "a volume licence": r"volymlicens",
            "a company bought it for several devices": near(
                r"företag|organisation", r"(?:flera|många|fler) (?:enhet|dator)", 130
            ),
            "used on more devices than allowed": near(r"\bfler\b|för många", r"tillåt|villkor|avtal"),
            "another key may be needed": near(r"annan", r"nyckel", 20),
            "ask the company's support": ASK_COMPANY_SUPPORT,
        },
    ),
    "kms-not-reached": Expected(
        label="KMS",
        codes=("0x8007232B", "0xC004F074", "0xC004F038", "0x8007007B"),
        place=ACTIVATION,
        buttons=("ändra produktnyckel",),
        facts={
            **ENTERPRISE_KEY,
            "a work device": r"arbetsdator|arbetsenhet|jobbdator|datorn? på jobbet",
            "not connected to the workplace's network": near(
                rf"{NOT}|utanför|hemifrån",
                r"(?:arbetsplats|jobb|företag|kontor)\w*.{0,15}nät|nät\w*.{0,15}(?:arbets|jobb)",
                60,
            ),
            "connected and still failing: network settings": near(
                r"kvar|fortfarande|ändå|hjälper", r"nätverksinställning|inställning\w* för nätverk"
            ),
            "ask the company's support": ASK_COMPANY_SUPPORT,
            "no support department: enter the key again": near(
                r"\b(?:saknar|saknas|ingen|inte|utan)\b.{0,40}(?:support|it-)",
                r"nyckel\w*.{0,20}(?:igen|nytt|gång till)",
                80,
            ),
            **KEY_LENGTH,
            "administrator rights": r"administratör",
            "a password or a confirmation": near(r"lösenord", r"bekräfta|godkänn", 40),
        },
    ),
    "wrong-date-or-time": Expected(
        label="80072F8F",
        codes=("0x80072F8F",),
        place=DATE_AND_TIME,
        facts={
            "date and time may be wrong": r"(?:datum|tid|klocka)\w*.{0,30}(?:\bfel\b|inte stämmer|stämmer inte)"
            r"|\bfel\w* (?:datum|tid|klocka)",
            "check them": then(CHECK, r"datum|tid|klocka", within=30),
            "or the activation service is out of reach": near(
                r"aktiveringstjänst|tjänst|server", r"anslut|kontakt|\bnå\b", 60
            ),
            "so that the key cannot be verified": near(
                NOT, r"(?:verifiera|kontrollera|bekräfta|pröva).{0,20}nyckel", 20
            ),
            "in the search box": r"sökruta|sökfält",
            "type felsöka nätverk": then(r"skriv|sök efter|ange", r"felsöka nätverk", within=20),
            "choose Hitta och åtgärda nätverksproblem": then(CHOOSE, r"hitta och åtgärda nätverksproblem", within=20),
            "follow the instructions": r"följ.{0,20}(?:anvisning|instruktion|stegen|skärm)",
            "if nothing is found, restart": near(
                r"starta(?: \w+)? om|omstart", rf"{NOT}.{{0,30}}(?:hitta|fel|problem)", 60
            ),
        },
    ),
    "system-files-changed": Expected(
        label="E003",
        codes=("0xC004E003",),
        links=(RECOVERY,),
        facts={
            "a third party's program": r"tredje ?part|(?:annan|andra|annat) (?:tillverkare|företag)",
            "changed system files": near(r"filer", r"ändra"),
            "activation needs system files": near(
                r"filer.{0,30}(?:behöv|kräv)|(?:behöv|kräv)\w*.{0,30}filer", r"aktiver", 60
            ),
            "restore system files to an earlier time": near(
                r"systemfiler", r"(?:tidigare|äldre) (?:tidpunkt|läge|tillfälle|datum)", 40
            ),
            "from a restore point": r"återställningspunkt",
            "programs installed since are removed": near(
                r"program|appar", r"(?:efter|sedan).{0,40}(?:försvinn|bort|avinstall|radera)", 60
            ),
            "personal files stay": near(
                r"(?:personliga|egna|dina).{0,20}(?:filer|dokument)", r"\binte\b|kvar|orörda|behåll|utan att", 40
            ),
        },
    ),
    "unspecified-error": Expected(
        label="80004005",
        codes=("0x80004005",),
        place=ACTIVATION,
        buttons=("felsök",),
        links=(TROUBLESHOOTER, RECOVERY),
        facts={
            "the troubleshooter": r"felsökar|felsökning",
            "if it does not help, reset the device": near(
                r"hjälp\w* (?:det )?inte|inte hjälp|kvarstår|kvar\b|räcker|fortfarande",
                r"(?:dator|enhet)\w*.{0,30}återställ|återställ\w*.{0,10}(?:dator|enhet)",
                130,
            ),
        },
    ),
    "licensing-service-error": Expected(
        label="87E10BC6",
        codes=("0x87E10BC6",),
        place=ACTIVATION,
        buttons=("felsök",),
        links=(TROUBLESHOOTER,),
        facts={
            "a fault of the activation server": r"aktiveringsserv|(?:server|servrar).{0,20}aktivering",
            "or the licensing service": r"licens\w*tjänst|tjänst\w*.{0,30}licens",
            "wait some minutes": near(r"vänta", r"minut", 20),
            "for Windows Pro": r"windows 1[01] pro\b",
            "then Gå till Microsoft Store": r"felsök.{0,100}gå till microsoft store",
            "the Store app opens": near(r"microsoft store", r"\bapp", 40),
            "on an error there, Försök igen": near(r"försök igen", r"\bfel\b|felmeddelande", 40),
            "a message thanks after some minutes": near(r"tack", r"minut", 80),
            "for activating genuine Windows": near(r"tack", r"äkta windows", 60),
            "another says Windows is activated": near(
                r"tack|äkta", r"(?:sedan|ett till|annat|därefter|följt|följs|andra).{0,60}aktivera", 60
            ),
        },
    ),
    "update-components-damaged": Expected(
        label="80070652",
        codes=("0x80070652",),
        facts={
            "parts of Windows Update are missing or damaged": near(r"uppdater|windows update", r"saknas|skada", 80),
            "missing": r"saknas|saknar|fattas|borta",
            "damaged": r"skada|trasig",
            "or a poor connection": near(r"saknas|skada|trasig", r"(?:dålig|svag|ostadig|instabil)\w*.{0,30}nät", 110),
            "the Windows Update troubleshooter": near(r"felsökar|felsökning", r"windows update", 20),
            "it looks for what is missing or damaged": near(r"felsökar|felsökning", r"saknas|skada|trasig", 70),
            "it finds and sometimes solves the fault": near(
                r"hitta|visar|upptäck", r"(?:ibland|vissa fall|kan).{0,30}(?:lös|åtgärda|laga|rätta|repar)", 60
            ),
            "check how strong the connection is": then(
                CHECK, r"anslutning|uppkoppling|nätet|signal", r"styrka|stark|bra|stabil"
            )
            + "|"
            + then(CHECK, r"styrka|stark|bra|stabil", r"anslutning|uppkoppling|nätet|signal"),
        },
    ),
    "other-codes": Expected(
        label="OTHER",
        links=(WINDOWS_HELP,),
        facts={
            "go to Hjälp om Windows": r"hjälp om windows",
            "the box Sök efter hjälp at the top": near(
                r"sök efter hjälp", r"\böverst|högst upp|längst upp|upptill", 40
            ),
            "enter the code there": near(r"(?:skriv|ange|klistra)\w*.{0,20}kod", r"sök efter hjälp", 40),
            "search": r"(?:starta|kör|gör|tryck).{0,20}(?:sök|retur|enter)|\bsök\b(?! efter)",
            "read the results with care": near(r"resultat|träff", r"\bnoga|noggran", 40),
            "try only what fits your case": then(
                r"prova|pröva|testa|följ|gör",
                r"\bbara\b|\bendast\b",
                r"gäller|passar|stämmer|handlar|liknar",
                within=40,
            ),
        },
    ),
    "activate-windows": Expected(
        label="GENERAL",
        links=(UPDATE, CONTACT),
        links_11=(ACTIVATE,),
        facts={
            "in the search box": r"sökruta|sökfält",
            "type winver": then(r"skriv|sök efter|ange", r"winver", within=20),
            "choose Winver among the results": then(CHOOSE, r"winver", within=20),
            "it shows version and number": near(r"winver", r"versionsnum", 150),
            "see that it is the right Windows and up to date": near(
                r"windows 1[01]", r"uppdaterad|senaste version|senaste uppdatering"
            ),
            "if not, update": r"\buppdatera\b",
            "the troubleshooter mends simple faults": near(r"felsökar|felsökning", r"enkla|enklare"),
            "if it persists, look up the code": then(r"kvar\b|kvarstår|fortfarande|hjälper", r"kod"),
            "and do what is told there": near(r"kod", r"följ.{0,20}(?:råd|steg|anvisning)|gör.{0,10}(?:steg|som)", 60),
            "the code may change": near(r"kod", r"ändra|byt", 40),
            "on a run of the troubleshooter or a new try": near(
                r"ändra|byt", r"felsökar\w*.{0,20}(?:försök|aktiver)", 60
            ),
            "then follow the new code": r"\bny\w* (?:fel)?kod",
            "a code that is not listed: support": near(MICROSOFT_SUPPORT, r"\bkod|felkod", 60),
            "older: Windows 7": r"windows 7",
            "older: Windows 8.1": WINDOWS_8_1,
        },
        windows_10={"version 1607 or later": r"1607 eller (?:senare|nyare)"},
    ),
    "activation-troubleshooter": Expected(
        label="TROUBLESHOOTER",
        place=ACTIVATION,
        buttons=("felsök",),
        links=(TROUBLESHOOTER,),
        facts={
            "it reactivates Windows": near(r"aktiver", r"igen|åter|på nytt", 60),
            "after a large hardware change such as a motherboard": r"moderkort",
            "or a reinstallation": r"ominstall|installera\w* om|återinstall",
            "it needs an administrator": r"administratör",
        },
        windows_10={"it needs version 1607": r"version 1607 eller (?:senare|nyare)"},
    ),
    "find-product-key": Expected(
        label="FINDKEY",
        links=(FIND_KEY,),
        facts={**WHERE_THE_KEY_IS, **KEY_LENGTH},
    ),
}

INTRODUCTION: Facts = {
    "activation shows that Windows is genuine": near(r"aktivering", r"äkta", 60),
    "and not on more devices than the terms allow": near(
        r"äkta", r"fler\w* (?:enhet|dator)\w*.{0,40}(?:licens|tillåt|får)", 60
    ),
    "a free upgrade needs the latest version": near(r"kostnadsfri|gratis", r"senaste versionen|nyaste versionen", 120),
    "which activates and troubleshoots better": near(r"senaste|nyaste", r"förbättr|bättre", 120),
}
INTRODUCTION_LINKS = (FIND_KEY, UPDATE_FAQ, UPDATE_PROBLEMS)
