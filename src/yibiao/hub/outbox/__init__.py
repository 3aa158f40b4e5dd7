"""What is told to other systems: signed webhooks, retried."""
