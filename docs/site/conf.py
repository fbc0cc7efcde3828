"""How Sphinx makes the site; dev/docs.py runs it over the pages it has put together."""

import re

from pygments.lexer import RegexLexer, bygroups, using
from pygments.lexers.data import JsonLexer
from pygments.token import Keyword, Name, Text

project = "Tallybook"
author = "Tallybook"
html_title = "Tallybook"

extensions = ["myst_parser", "sphinx_design", "sphinx_copybutton"]
myst_heading_anchors = 4
smartquotes = False
suppress_warnings = ["misc.highlighting_failure", "myst.header"]  # answers are shortened by …, which no JSON has

html_theme = "furo"
html_static_path = ["static"]
html_css_files = ["site.css"]
html_copy_source = False
html_show_sourcelink = False
html_show_sphinx = False
html_show_copyright = False
html_favicon = "static/favicon.svg"
html_logo = "static/logo.svg"
html_theme_options = {
    "light_css_variables": {"color-brand-primary": "#0b6e4f", "color-brand-content": "#0b6e4f"},
    "dark_css_variables": {"color-brand-primary": "#5fd3a6", "color-brand-content": "#5fd3a6"},
}
pygments_style = "friendly"
pygments_dark_style = "github-dark"
copybutton_prompt_text = r"\$ "
copybutton_prompt_is_regexp = True


class Request(RegexLexer):
    """A request as the recipes write it: a line, headers, and a JSON body."""

    name = "http"
    aliases = ["http"]
    flags = re.MULTILINE
    tokens = {
        "root": [
            (r"^(GET|POST|PATCH|PUT|DELETE)( )(\S+)", bygroups(Keyword, Text, Name.Namespace)),
            (r"^([A-Z][A-Za-z-]+)(: )(.*)$", bygroups(Name.Attribute, Text, Text)),
            (r"^\{[\s\S]*", using(JsonLexer)),
            (r"[\s\S]", Text),
        ]
    }


def setup(app):
    """Replace the lexer of whole HTTP messages, which wants a version after the path."""
    app.add_lexer("http", Request)
