"""Django's settings under test: a folder of their own for all data, and hashes that are quick to make."""

import os
import tempfile

# The browser of the tests keeps an event loop in this thread; nothing of the hub runs in it.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
os.environ["YIBIAO_HOME"] = tempfile.mkdtemp(prefix="yibiao-test-")

from yibiao.hub.settings import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STATIC_ROOT.mkdir(exist_ok=True)  # noqa: F405
# Tests serve static files from where they are written; those that start a server have them collected.
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}  # noqa: F405
