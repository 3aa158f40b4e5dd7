"""The addresses of this part."""

from django.urls import path

from yibiao.web.pages.work import account, home, notices

urlpatterns = [
    path("", home.home, name="home"),
    path("notices/", notices.notices, name="notices"),
    path("account", account.account, name="account"),
]
