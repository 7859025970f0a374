"""Who is let in: passwords, log-in cookies, and what a browser can be talked into by other pages.

``gate`` decides about every request and every WebSocket handshake; the rest is what it decides with. Nothing here
knows what the APIs do.
"""
