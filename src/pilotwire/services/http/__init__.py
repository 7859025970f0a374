"""The station on HTTP and WebSocket: one server, two APIs, the pages people see and who may have what.

``server`` listens, ``dispatch`` decides which part a request is for, ``security`` whether it is let in. The parts are
``openevse`` (the API of the OpenEVSE gateway), ``v1`` (ours), ``sockets`` (what is pushed), ``static_pages`` (the web
interface) and ``api_docs``. None of them decides anything about charging.
"""
