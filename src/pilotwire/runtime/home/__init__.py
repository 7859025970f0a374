"""The simulation of a house with a station in it: the same days lived once for each strategy, and compared.

``plan`` and ``plan_file`` say what a house is, ``world`` is what happens whatever the station does, ``station`` the
station's own decisions on a simulated controller, ``run`` one strategy's days, ``compare`` all of them; ``report`` and
``plot`` show them.
"""
