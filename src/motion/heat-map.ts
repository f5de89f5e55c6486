/** Where in the picture something was, spread from points to a coarse grid. */

/** How much of a frame a grid covers: the middle `size` of `resize`. */
export interface FramePart {
  readonly size: number
  readonly resize: number
}

export interface GridPlace {
  /** Cells. */
  readonly gridWidth: number
  readonly gridHeight: number
  readonly part: FramePart
  /** Of the frames whose pixels points are given in. */
  readonly width: number
  readonly height: number
}

export interface HeatMap {
  /** Adds an amount at a point, shared among the four cells around it. Points outside the grid's part add nothing. */
  add(x: number, y: number, amount: number): void
  /** [gridHeight, gridWidth], smoothed. */
  values(): Float32Array
}

export function openHeatMap({ gridWidth, gridHeight, part, width, height }: GridPlace): HeatMap {
  const cells = new Float32Array(gridWidth * gridHeight)
  const shown = part.size / part.resize
  const onGrid = (at: number, of: number, count: number): number =>
    (((at + 0.5) / of - 0.5) / shown + 0.5) * count - 0.5
  const addTo = (column: number, row: number, amount: number): void => {
    if (column >= 0 && row >= 0 && column < gridWidth && row < gridHeight) cells[row * gridWidth + column]! += amount
  }
  return {
    add(x, y, amount) {
      const [column, row] = [onGrid(x, width, gridWidth), onGrid(y, height, gridHeight)]
      const outside = column < -0.5 || row < -0.5 || column > gridWidth - 0.5 || row > gridHeight - 0.5
      if (outside) return
      const [left, top] = [Math.floor(column), Math.floor(row)]
      const [right, lower] = [column - left, row - top]
      addTo(left, top, amount * (1 - right) * (1 - lower))
      addTo(left + 1, top, amount * right * (1 - lower))
      addTo(left, top + 1, amount * (1 - right) * lower)
      addTo(left + 1, top + 1, amount * right * lower)
    },
    values: () => smoothed(smoothed(cells, gridWidth, gridHeight, 1), gridWidth, gridHeight, gridWidth),
  }
}

/** Each cell with a half of its neighbours along one axis: a trajectory is described by what is around it. */
function smoothed(cells: Float32Array, width: number, height: number, step: number): Float32Array {
  return cells.map((value, place) => {
    const along = step === 1 ? place % width : Math.floor(place / width)
    const last = (step === 1 ? width : height) - 1
    const before = along > 0 ? cells[place - step]! : 0
    const after = along < last ? cells[place + step]! : 0
    return (value + (before + after) / 2) / 2
  })
}
