"""How Sphinx makes the site of the pages, from the folder that tools/docs_site.py lays out."""

import re
from pathlib import Path
from typing import Any

SOUNDS = "_sounds"
"""The folder of the site with the sounds."""

project = "Veertien"
html_title = "Veertien"
extensions = ["myst_parser"]
root_doc = "index"
include_patterns = ["*.md", "docs/*.md", "docs/nl/*.md", "agi/**/*.md", "tests/**/*.md", "findings/*.md"]
# Links may name any heading, as on a forge.
myst_heading_anchors = 6
html_theme = "furo"
html_copy_source = False
# Fetched page by page, which a browser refuses where the site is read from its files.
html_show_search_summary = False
# In a text of commands and keys a quotation mark is a quotation mark.
smartquotes = False
html_show_sphinx = False
html_static_path = ["static"]
html_css_files = ["wide.css"]
# What is written in a language that Pygments doesn't know is shown as it is.
highlight_language = "none"


def _as_table(diagram: re.Match[str]) -> str:
    """Show a state diagram, which a forge draws, by its arrows: to draw it here takes a script of megabytes."""
    names = {name: text for text, name in re.findall(r'state "(.+?)" as (\w+)', diagram[1])} | {"[*]": ""}
    arrows = re.findall(r"^ *(\S+) --> (\S+?)(?: ?: ?(.*))?$", diagram[1], re.MULTILINE)
    rows = "".join(f"| {names.get(one, one)} | {when} | {names.get(to, to)} |\n" for one, to, when in arrows)
    return f"| from | when | to |\n|---|---|---|\n{rows}"


def _as_sphinx_reads(app: Any, page: str, content: list[str]) -> None:
    """Write what a forge shows and Sphinx doesn't know in Sphinx's words."""
    # A place that a page marks itself.
    text = re.sub(r'^<a id="([^"]+)"></a>', r"(\1)=\n", content[0], flags=re.MULTILINE)
    # What is heard in a call, by tools/heard_calls.py.
    up = "../" * page.count("/")
    player = rf'<audio controls preload="none" src="{up}{SOUNDS}/\1.ogg"></audio>'
    text = re.sub("<!-- sound: (.+?) -->", player if app.config.with_sounds else "", text)
    text = re.sub(r"^```mermaid\n(.*?)^```$", _as_table, text, flags=re.MULTILINE | re.DOTALL)
    folder = Path(app.srcdir, page).parent

    def name_of_folder(link: re.Match[str]) -> str:
        # A folder of the repository has no page.
        return link[1] if (folder / link[2]).is_dir() else link[0]

    content[0] = re.sub(r"\[([^\]]+)\]\((?!\w+:)([^)#\s]+)\)", name_of_folder, text)


def _for_everybody(_app: Any, page: str, _template: str, context: dict[str, Any], _tree: Any) -> None:
    """Mend what keeps a page from those who listen to it, or have no mouse (WCAG 2.2, as axe finds it)."""
    if page.startswith("docs/nl/") or page.endswith(".nl"):
        context["language"] = "nl"
    # Wide lines scroll aside: by keys too.
    context["body"] = context.get("body", "").replace("<pre>", '<pre tabindex="0">')
    # Sphinx calls these headings, of no level.
    tree = context["furo_navigation_tree"]
    context["furo_navigation_tree"] = tree.replace('role="heading"', 'role="heading" aria-level="2"')


def _in_its_language(_app: Any, page: str, _template: str, context: dict[str, Any], _doctree: Any) -> None:
    """Say of a Dutch page that it is Dutch: a screen reader goes by it."""
    if page.startswith("docs/nl/") or page.endswith(".nl"):
        context["language"] = "nl"


def setup(app: Any) -> None:
    """Have pages read our way; Sphinx calls this."""
    app.add_config_value("with_sounds", default=False, rebuild="env", types=(bool,))
    app.connect("source-read", _as_sphinx_reads)
    app.connect("html-page-context", _in_its_language)
    # Behind the theme, which makes the tree.
    app.connect("html-page-context", _for_everybody, priority=900)
