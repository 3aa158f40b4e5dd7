"""What the pages of signing in take: every field with its limit; what is wrong is said by the views."""

from django import forms

from yibiao.hub.access.passwords import LONGEST


class LoginForm(forms.Form):
    """A login and a password; whatever cannot be one is simply wrong."""

    login = forms.CharField(max_length=150)
    password = forms.CharField(max_length=LONGEST, strip=False)


class CodeForm(forms.Form):
    """A one-time code or a recovery code."""

    code = forms.CharField(max_length=20)


class NewPasswordForm(forms.Form):
    """A new password, twice. Its length is judged with the other rules."""

    new_password = forms.CharField(max_length=10_000, strip=False)
    again_password = forms.CharField(max_length=10_000, strip=False)


class ChangePasswordForm(NewPasswordForm):
    """The present password, and a new one twice."""

    old_password = forms.CharField(max_length=LONGEST, strip=False)
