"""The themes that the app offers: two that are calm, two with all the contrast that a screen gives.

Every colour of text is named here and none is derived by blending, so that a test can hold each to its contrast.
"""

from textual.theme import Theme

NAMES = ("ink", "paper", "contrast", "contrast-paper")


def _theme(name: str, *, dark: bool, ground: str, raised: str, chosen: str, text: str, quiet: str, link: str,
           busy: str, good: str, bad: str, warning: str) -> Theme:  # fmt: skip
    variables = {
        "quiet": quiet, "busy": busy, "good": good, "bad": bad, "warn": warning, "link": link, "chosen": chosen,
        "raised": raised, "on-chosen": text,
        "border": link, "border-blurred": raised,
        "block-cursor-foreground": text, "block-cursor-background": chosen, "block-cursor-text-style": "bold",
        "block-cursor-blurred-foreground": text, "block-cursor-blurred-background": raised,
        "block-cursor-blurred-text-style": "none", "block-hover-background": raised,
        "input-cursor-background": text, "input-cursor-foreground": ground, "input-cursor-text-style": "none",
        "input-selection-background": chosen, "input-selection-foreground": text,
        "footer-background": raised, "footer-foreground": text, "footer-key-foreground": link,
        "footer-key-background": raised, "footer-description-foreground": text,
        "footer-description-background": raised, "footer-item-background": raised,
        "scrollbar": quiet, "scrollbar-hover": link, "scrollbar-active": link, "scrollbar-background": ground,
        "scrollbar-background-hover": ground, "scrollbar-background-active": ground,
        "scrollbar-corner-color": ground,
    }  # fmt: skip
    return Theme(name, primary=link, secondary=busy, accent=link, foreground=text, background=ground, surface=ground,
                 panel=raised, success=good, warning=warning, error=bad, boost=raised, dark=dark,
                 variables=variables)  # fmt: skip


THEMES = (
    _theme("ink", dark=True, ground="#15181d", raised="#20252d", chosen="#2f3a49", text="#dde1e7", quiet="#a0a9b6",
           link="#8fbce6", busy="#d9b26f", good="#93c79a", bad="#f09a93", warning="#e6b877"),
    _theme("paper", dark=False, ground="#fbf9f4", raised="#efebe1", chosen="#d9e3ee", text="#22262b", quiet="#565d66",
           link="#1f5688", busy="#7a4d00", good="#256029", bad="#9c231b", warning="#7a4d00"),
    _theme("contrast", dark=True, ground="#000000", raised="#1a1a1a", chosen="#00357a", text="#ffffff",
           quiet="#d6d6d6", link="#8fd3ff", busy="#ffd75e", good="#8dff9d", bad="#ffb3ab", warning="#ffd75e"),
    _theme("contrast-paper", dark=False, ground="#ffffff", raised="#ededed", chosen="#ffe38a", text="#000000",
           quiet="#2e2e2e", link="#00307a", busy="#4a2c00", good="#003d0a", bad="#6e0000", warning="#4a2c00"),
)  # fmt: skip
"""In the order in which they are offered; the first is the default."""

DEFAULTS = dict(THEMES[0].variables)
"""What our colours are before a theme is chosen."""
