"""The Qt-free engine of AREAL: import, training, evaluation, recommendation and export.

Every operation that takes time is a generator of `engine.events.Event` and takes a
`CancelToken`; the window and the command line both simply iterate.
"""
