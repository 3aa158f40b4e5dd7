"""What people are told inside the site: notices, and the plans they follow."""
