"""The addresses of this part."""

from django.urls import path

from yibiao.web.pages.work import account, home, leading, notices, starting

urlpatterns = [
    path("", home.home, name="home"),
    path("leading/", leading.leading, name="leading"),
    path("leading/brief", leading.brief, name="leading-brief"),
    path("notices/", notices.notices, name="notices"),
    path("notices/<int:notice>", notices.follow, name="notice"),
    path("start", starting.start, name="start"),
    path("account", account.account, name="account"),
]
