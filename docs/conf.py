"""Sphinx: `make docs`."""

from __future__ import annotations

import sphinx_wagtail_theme

project = "Feedback community"
author = "The contributors"
copyright = "the contributors"
extensions = ["myst_parser", "sphinx_copybutton", "sphinx_wagtail_theme"]
source_suffix = {".md": "markdown"}
exclude_patterns = ["_build"]
myst_enable_extensions = ["colon_fence", "deflist", "fieldlist"]
myst_heading_anchors = 3
html_theme = "sphinx_wagtail_theme"
html_theme_path = [sphinx_wagtail_theme.get_html_theme_path()]
html_theme_options = {
    "project_name": "Feedback community",
    "footer_links": "",
}
html_static_path = ["_static"]
html_show_sphinx = False
