"""Makes test/fixtures/trajectory-reference.json: trajectories and descriptors of a drawn clip, a Fisher vector and a machine.

Run:  python trajectory_reference.py OUT.json      (needs numpy 2.2, opencv-python-headless 4.12, scikit-learn)

Written from the paper (Wang & Schmid 2013) and from the description in docs/methods.md, not from Touchline's code: histograms
are added up pixel by pixel, without sums over rectangles, and points are followed one at a time. The clip is that of
test/fixtures/moving-texture.ts.
"""

import json
import math
import sys

import cv2
import numpy

WIDTH, HEIGHT, FRAMES = 96, 72, 24
BACKGROUND = (20, 6)
PATCH = dict(left=40, top=20, width=30, height=28, step=(-22, 10))
STRIDE, LENGTH, SIDE, QUALITY, STILL = 5, 15, 32, 0.001, 0.4
LATTICE = 64


def word32(value):
    return value & 0xFFFFFFFF


def noise(column, row, seed):
    word = word32(column * 374761393 + row * 668265263 + seed * 1274126177)
    word = word32((word ^ (word >> 13)) * 1274126177)
    return ((word ^ (word >> 16)) >> 8) & 255


def texture(x, y, seed):
    column, row = x // LATTICE, y // LATTICE
    right, lower = x - column * LATTICE, y - row * LATTICE
    above = noise(column, row, seed) * (LATTICE - right) + noise(column + 1, row, seed) * right
    below = noise(column, row + 1, seed) * (LATTICE - right) + noise(column + 1, row + 1, seed) * right
    return (above * (LATTICE - lower) + below * lower) // (LATTICE * LATTICE)


def draw(frame):
    grey = numpy.zeros((HEIGHT, WIDTH), numpy.uint8)
    for y in range(HEIGHT):
        for x in range(WIDTH):
            value = texture(16 * x - BACKGROUND[0] * frame, 16 * y - BACKGROUND[1] * frame, 1)
            px = 16 * (x - PATCH["left"]) - PATCH["step"][0] * frame
            py = 16 * (y - PATCH["top"]) - PATCH["step"][1] * frame
            if 0 <= px < 16 * PATCH["width"] and 0 <= py < 16 * PATCH["height"]:
                value = texture(px, py, 2)
            grey[y, x] = value
    # Grey of three equal colours, as broadcasters weigh them.
    return ((grey.astype(int) * (4899 + 9617 + 1868) + 8192) >> 14).astype(numpy.uint8)


def levels():
    found = []
    for level in range(8):
        scale = math.sqrt(2) ** level
        size = (int(math.floor(WIDTH / scale + 0.5)), int(math.floor(HEIGHT / scale + 0.5)))
        if min(size) < SIDE:
            break
        found.append((size, scale))
    return found


def flows(before, after):
    found = [None] * len(before)
    for level in range(len(before) - 1, -1, -1):
        height, width = before[level].shape
        if level + 1 < len(before):
            start = cv2.resize(found[level + 1], (width, height), interpolation=cv2.INTER_LINEAR) * numpy.float32(math.sqrt(2))
            flags = cv2.OPTFLOW_USE_INITIAL_FLOW
        else:
            start, flags = None, 0
        found[level] = cv2.calcOpticalFlowFarneback(before[level], after[level], start, 0.5, 0, 10, 2, 7, 1.5, flags)
    return found


def camera(grey, flow):
    corners = cv2.goodFeaturesToTrack(grey, 1000, 0.001, 3)
    if corners is None or len(corners) <= 50:
        return None
    corners = corners.reshape(-1, 2)
    moved = numpy.array([c + flow[int(round(float(c[1]))), int(round(float(c[0])))] for c in corners], numpy.float32)
    homography, mask = cv2.findHomography(corners, moved, cv2.RANSAC, 1)
    return homography if homography is not None and mask.sum() > 25 else None


def own_flow(flow, scale, homography):
    if homography is None:
        return flow.astype(float)
    height, width, _ = flow.shape
    back = numpy.linalg.inv(homography)
    ys, xs = numpy.mgrid[0:height, 0:width]
    went = numpy.stack([(xs + flow[..., 0]) * scale, (ys + flow[..., 1]) * scale, numpy.ones_like(xs, float)], -1)
    came = went @ back.T
    came = came[..., :2] / came[..., 2:] / scale
    return came - numpy.stack([xs, ys], -1)


def gradients(image):
    image = image.astype(float)
    dx, dy = numpy.zeros_like(image), numpy.zeros_like(image)
    dx[:, 1:-1] = image[:, 2:] - image[:, :-2]
    dy[1:-1] = image[2:] - image[:-2]
    return dx, dy


def histogram(dx, dy, still):
    """Over all pixels of a cell."""
    dx, dy = dx.ravel(), dy.ravel()
    length = numpy.hypot(dx, dy)
    turn = (numpy.arctan2(dy, dx) % (2 * math.pi)) / (math.pi / 4)
    low = numpy.floor(turn).astype(int)
    moving = length > (0 if still is None else still)
    bins = numpy.zeros(8 if still is None else 9)
    numpy.add.at(bins, low[moving] % 8, (length * (1 - (turn - low)))[moving])
    numpy.add.at(bins, (low[moving] + 1) % 8, (length * (turn - low))[moving])
    if still is not None:
        bins[8] = (~moving).sum()
    return bins


def describe(fields, column, row):
    """The four histograms around a point in one frame, each a root of shares over its 2 x 2 cells."""
    described = []
    for (dx, dy), still in fields:
        height, width = dx.shape
        left = min(max(column - SIDE // 2, 0), width - SIDE) // 2 * 2
        top = min(max(row - SIDE // 2, 0), height - SIDE) // 2 * 2
        half = SIDE // 2
        cells = []
        for r in range(2):
            for c in range(2):
                part = numpy.s_[top + r * half : top + (r + 1) * half, left + c * half : left + (c + 1) * half]
                cells.append(histogram(dx[part], dy[part], still) + 0.05)
        cells = numpy.concatenate(cells)
        described.append(numpy.sqrt(cells / cells.sum()))
    return described


def rounded(value):
    return int(math.floor(value + 0.5))


def trajectories():
    frames = [draw(frame) for frame in range(FRAMES)]
    sizes = levels()
    pyramids = [[cv2.resize(f, size, interpolation=cv2.INTER_AREA) if i else f for i, (size, _) in enumerate(sizes)] for f in frames]
    tracks = [[] for _ in sizes]
    done = []

    def begin(frame):
        for level, ((width, height), _) in enumerate(sizes):
            eigen = cv2.cornerMinEigenVal(pyramids[frame][level], 3, ksize=3, borderType=cv2.BORDER_DEFAULT)
            followed = {(int(t["points"][-1][0] // STRIDE), int(t["points"][-1][1] // STRIDE)) for t in tracks[level]}
            for row in range(height // STRIDE):
                for column in range(width // STRIDE):
                    x, y = column * STRIDE + STRIDE // 2, row * STRIDE + STRIDE // 2
                    if (column, row) not in followed and eigen[y, x] > eigen.max() * QUALITY:
                        tracks[level].append(dict(points=[(float(x), float(y))], own=[], frames=[]))

    begin(0)
    for frame in range(1, FRAMES):
        found = flows(pyramids[frame - 1], pyramids[frame])
        homography = camera(pyramids[frame - 1][0], found[0])
        for level, ((width, height), scale) in enumerate(sizes):
            flow = found[level]
            own = own_flow(flow, scale, homography)
            fields = [
                (gradients(pyramids[frame - 1][level]), None),
                ((own[..., 0], own[..., 1]), STILL),
                (gradients(own[..., 0]), None),
                (gradients(own[..., 1]), None),
            ]
            padded = numpy.pad(flow, ((1, 1), (1, 1), (0, 0)), mode="edge")
            kept = []
            for track in tracks[level]:
                x, y = track["points"][-1]
                column = min(max(rounded(x), 0), width - 1)
                row = min(max(rounded(y), 0), height - 1)
                step = numpy.median(padded[row : row + 3, column : column + 3].reshape(9, 2), axis=0).astype(float)
                nx, ny = x + step[0], y + step[1]
                if not (0 < nx < width and 0 < ny < height):
                    continue
                track["frames"].append(describe(fields, column, row))
                track["own"].append((step - flow[row, column] + own[row, column]) * scale)
                track["points"].append((nx, ny))
                if len(track["own"]) < LENGTH:
                    kept.append(track)
                else:
                    finish(track, scale, frame, level, done)
            tracks[level] = kept
        begin(frame)
    return done


def finish(track, scale, frame, level, done):
    points = numpy.array(track["points"]) * scale
    deviation = points.std(axis=0)
    steps = numpy.hypot(*numpy.diff(points, axis=0).T)
    if (deviation < math.sqrt(3)).all() or (deviation > 50).any():
        return
    if steps.max() > 20 and steps.max() > 0.7 * steps.sum():
        return
    if numpy.hypot(*numpy.array(track["own"]).T).max() <= 1:
        return
    per_cell = LENGTH // 3
    groups = []
    for group in range(4):
        cells = [numpy.mean([f[group] for f in track["frames"][t * per_cell : (t + 1) * per_cell]], axis=0) for t in range(3)]
        groups.append(numpy.concatenate(cells))
    done.append(dict(frame=frame, level=level, points=points, histograms=numpy.concatenate(groups)))


def fisher():
    """A small mixture, some rows, and their Fisher vector, from the definition: one row and one component at a time."""
    rng = numpy.random.default_rng(3)
    weights = numpy.array([0.5, 0.3, 0.2])
    means = rng.normal(size=(3, 4))
    variances = rng.uniform(0.5, 2, size=(3, 4))
    rows = rng.normal(size=(7, 4))
    gradient = numpy.zeros((2, 3, 4))
    for row in rows:
        density = [w * numpy.prod(numpy.exp(-((row - m) ** 2) / (2 * v)) / numpy.sqrt(2 * numpy.pi * v)) for w, m, v in zip(weights, means, variances)]
        for k in range(3):
            share = density[k] / sum(density)
            away = (row - means[k]) / numpy.sqrt(variances[k])
            gradient[0, k] += share * away / math.sqrt(weights[k]) / len(rows)
            gradient[1, k] += share * (away**2 - 1) / math.sqrt(2 * weights[k]) / len(rows)
    vector = numpy.sign(gradient) * numpy.sqrt(abs(gradient))
    vector /= numpy.linalg.norm(vector)
    tell = lambda a: [round(float(v), 6) for v in numpy.ravel(a)]
    return dict(weights=tell(weights), means=tell(means), variances=tell(variances), rows=tell(rows), vector=tell(vector))


def machine():
    """Two clouds of points that overlap, and what scikit-learn's solver of the same problem gives."""
    from sklearn.svm import SVC

    rng = numpy.random.default_rng(5)
    points = numpy.concatenate([rng.normal(size=(20, 3)), rng.normal(size=(20, 3)) + 1.2])
    signs = [1] * 20 + [-1] * 20
    products = points @ points.T + 1
    # Its bias is free, ours a constant 1 in the products: centring the signs' sum is what differs, so ours is solved here too.
    alphas = coordinate_ascent(products, numpy.array(signs, float), 2.0)
    free = SVC(kernel="precomputed", C=2.0).fit(products, signs)
    return dict(
        points=[round(float(v), 6) for v in points.ravel()],
        signs=signs,
        cost=2.0,
        objective=float(objective(products, numpy.array(signs, float), alphas)),
        right=float((numpy.sign(products @ (alphas * signs)) == signs).mean()),
        right_with_free_bias=float((free.predict(products) == signs).mean()),
    )


def objective(products, signs, alphas):
    weighed = alphas * signs
    return alphas.sum() - weighed @ products @ weighed / 2


def coordinate_ascent(products, signs, cost):
    """Projected gradient ascent of the dual, small steps and many of them: slow, and without any trick."""
    quadratic = products * numpy.outer(signs, signs)
    step = 1 / numpy.linalg.eigvalsh(quadratic).max()
    alphas = numpy.zeros(len(signs))
    for _ in range(200_000):
        alphas = numpy.clip(alphas + step * (1 - quadratic @ alphas), 0, cost)
    return alphas


if __name__ == "__main__":
    done = trajectories()
    told = dict(
        opencv=cv2.__version__,
        trajectories=[
            dict(frame=d["frame"], level=d["level"], points=[round(float(v), 3) for v in d["points"].ravel()]) for d in done
        ],
        described=[
            dict(index=i, histograms=[round(float(v), 4) for v in done[i]["histograms"]]) for i in range(0, len(done), max(1, len(done) // 12))
        ],
        fisher=fisher(),
        machine=machine(),
    )
    with open(sys.argv[1], "w") as file:
        json.dump(told, file)
    print(len(done), "trajectories", [sum(d["level"] == level for d in done) for level in range(8)])
