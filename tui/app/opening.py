"""Opening a page in a browser, unless that browser would draw over the screen."""

import webbrowser


def open_page(url: str) -> bool:
    """Open an address of the web, and return whether a window of its own shows it.

    Browsers that live in a terminal are not called: the app is already there.
    """
    if not url.lower().startswith(("http://", "https://")):
        return False
    try:
        browser = webbrowser.get()
    except webbrowser.Error:
        return False
    if type(browser) is webbrowser.GenericBrowser:  # how the standard library registers those of the terminal
        return False
    return browser.open(url, new=2)
