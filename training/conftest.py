import torch

torch.set_num_threads(1)  # so small a model gains nothing by two, and on a busy machine they wait for each other most of the time
