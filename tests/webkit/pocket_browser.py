#!/usr/bin/python3
"""A WebKitGTK browser for WebDriver that keeps its data on disk: the stock MiniBrowser forgets everything when driven.

Runs under the system's Python (python3-gi). `POCKET_PROFILE` names the folder of the profile.
"""

from __future__ import annotations

import os
from typing import Any

import gi

gi.require_version("Gtk", "3.0")
gi.require_version("WebKit2", "4.1")
from gi.repository import Gtk, WebKit2  # noqa: E402


def allow(_view: Any, request: Any) -> bool:
    """Position and camera are granted, as a person would."""
    request.allow()
    return True


def main() -> None:
    """Opens a window for every view WebDriver asks for."""
    profile = os.environ["POCKET_PROFILE"]
    data = WebKit2.WebsiteDataManager(base_data_directory=f"{profile}/data", base_cache_directory=f"{profile}/cache")
    data.get_cookie_manager().set_persistent_storage(f"{profile}/cookies.sqlite", WebKit2.CookiePersistentStorage.SQLITE)
    context = WebKit2.WebContext.new_with_website_data_manager(data)
    context.set_automation_allowed(True)

    def create_view(_session: Any) -> Any:
        view = WebKit2.WebView(web_context=context, is_controlled_by_automation=True)
        view.connect("permission-request", allow)
        window = Gtk.Window()
        window.set_default_size(400, 800)
        window.add(view)
        window.show_all()
        return view

    def automation_started(_context: Any, session: Any) -> None:
        about = WebKit2.ApplicationInfo()
        about.set_name("MiniBrowser")  # the name WebDriver clients ask for
        about.set_version(WebKit2.MAJOR_VERSION, WebKit2.MINOR_VERSION, WebKit2.MICRO_VERSION)
        session.set_application_info(about)
        session.connect("create-web-view", create_view)

    context.connect("automation-started", automation_started)
    Gtk.main()


if __name__ == "__main__":
    main()
