"""The door for a WSGI server."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yibiao.hub.settings")
application = get_wsgi_application()

# Its thread covers by a head what a crash left uncovered, before anybody asks.
from yibiao.hub.commitments.saving import writer  # noqa: E402  needs Django ready

writer.start()

# What is loaded by now stays. Looking through it again and again for garbage took a tenth of a busy server's time.
gc.collect()
gc.freeze()
gc.set_threshold(20_000, 20, 50)
