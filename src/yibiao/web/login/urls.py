"""Addresses of signing in and out."""

from django.urls import path

from yibiao.web.login import directory, resuming, second, views

urlpatterns = [
    path("login", views.login, name="login"),
    path("login/code", second.code, name="login-code"),
    path("login/oidc", directory.out, name="oidc"),
    path("login/oidc/back", directory.back, name="oidc-back"),
    path("logout", views.logout, name="logout"),
    path("signed-out", views.signed_out, name="signed-out"),
    path("password", views.password, name="password"),
    path("invitation/<str:text>", views.invitation, name="invitation"),
    path("totp", second.setup, name="totp"),
    path("totp/square.svg", second.square, name="totp-square"),
    path("totp/change", second.change, name="totp-change"),
    path("resume/<int:number>", resuming.resume, name="resume"),
]
