import type { Body, Clothes, Colour, Look } from './body.ts'
import type { Camera, Projected } from './camera.ts'
import { disc, paintShape, shadeShape, type Bar, type Canvas } from './canvas.ts'
import type { ArmJoints, Joints, LegJoints } from './pose.ts'
import { add, along, between, scale, turn, type Vec3 } from './vector.ts'

/** Where in the scene a figure stands and which way it faces: heading π/2 looks into the camera, 0 to the right. */
export interface Standpoint {
  readonly at: Vec3
  readonly headingRadians: number
}

/** One shape of a figure, with how far away it is: the far ones are painted first. */
interface Piece {
  readonly bars: readonly Bar[]
  readonly colour: Colour
  readonly depthM: number
}

type Place = (joint: Vec3) => Projected

/** Paints a figure over what is there, its far limbs first. */
export function paintFigure(canvas: Canvas, camera: Camera, pose: FigurePose): void {
  const place: Place = (joint) => camera.project(inScene(joint, pose.standpoint))
  const { joints, figure } = pose
  const pieces = [
    ...trunkPieces(joints, figure, place),
    ...headPieces(joints, figure, place),
    ...armPieces(joints.arms.left, figure, place),
    ...armPieces(joints.arms.right, figure, place),
    ...legPieces(joints.legs.left, figure, place),
    ...legPieces(joints.legs.right, figure, place),
  ].sort((a, b) => b.depthM - a.depthM)
  const rim = place(joints.pelvis).pixelsPerMetre * 0.024
  for (const piece of pieces) paintShape(canvas, piece.bars, { colour: piece.colour, rim })
}

/** A body and everything that has a colour on it. */
export interface Figure {
  readonly body: Body
  readonly kit: Look & Clothes
}

export interface FigurePose {
  readonly joints: Joints
  readonly figure: Figure
  readonly standpoint: Standpoint
}

/**
 * Darkens the ground where a figure keeps the light off.
 * @param light direction along the ground that 1 m of height casts its shadow over, in metres of x and z
 */
export function paintShadow(canvas: Canvas, camera: Camera, pose: FigurePose, light: readonly [number, number]): void {
  const { joints, figure, standpoint } = pose
  const place: Place = (joint) => {
    const [x, y, z] = inScene(joint, standpoint)
    return camera.project([x + light[0] * y, 0, z + light[1] * y])
  }
  const thin = 0.055 * figure.body.girth
  const limb = (a: Vec3, b: Vec3, radiusM: number): Bar => bar(place(a), place(b), radiusM * 0.7, radiusM * 0.7)
  const { arms, legs } = joints
  const bars = [
    limb(joints.pelvis, joints.neck, figure.body.shoulderHalfM),
    limb(joints.head, joints.head, figure.body.headRadiusM),
    ...[arms.left, arms.right].flatMap((a) => [limb(a.shoulder, a.elbow, thin), limb(a.elbow, a.hand, thin)]),
    ...[legs.left, legs.right].flatMap((l) => [limb(l.hip, l.knee, thin * 1.4), limb(l.knee, l.ankle, thin)]),
    ...[legs.left, legs.right].map((l) => limb(l.heel, l.toe, thin)),
  ]
  shadeShape(canvas, bars, 0.38, camera.height * 0.022)
}

function inScene(joint: Vec3, { at, headingRadians }: Standpoint): Vec3 {
  return add(at, turn(joint, headingRadians))
}

function bar(a: Projected, b: Projected, aRadiusM: number, bRadiusM: number): Bar {
  return {
    ax: a.x,
    ay: a.y,
    bx: b.x,
    by: b.y,
    aRadius: aRadiusM * a.pixelsPerMetre,
    bRadius: bRadiusM * b.pixelsPerMetre,
  }
}

function trunkPieces(joints: Joints, { body, kit }: Figure, place: Place): Piece[] {
  const { left, right } = joints.arms
  const legs = joints.legs
  const chestM = 0.072 * body.girth
  const waistM = 0.085 * body.girth
  const chest = between(left.shoulder, right.shoulder, 0.5)
  const inner = (shoulder: Vec3): Vec3 => between(shoulder, chest, 0.18)
  const [l, r] = [place(inner(left.shoulder)), place(inner(right.shoulder))]
  const waist = place(joints.waist)
  const hips = [place(legs.left.hip), place(legs.right.hip)] as const
  const middle = place(joints.pelvis)
  const bandM = 0.088 * body.girth
  return [
    {
      bars: [bar(hips[0], hips[1], bandM, bandM), bar(middle, waist, bandM, waistM * 0.9)],
      colour: kit.shorts,
      depthM: middle.depthM + 0.02,
    },
    {
      bars: [
        bar(l, r, chestM, chestM),
        bar(l, waist, chestM, waistM),
        bar(r, waist, chestM, waistM),
        bar(place(chest), waist, chestM * 1.2, waistM),
        bar(waist, place(between(joints.waist, joints.pelvis, 0.55)), waistM, waistM),
      ],
      colour: kit.shirt,
      depthM: waist.depthM,
    },
  ]
}

function headPieces(joints: Joints, { body, kit }: Figure, place: Place): Piece[] {
  const { head, gaze, crown, neck } = joints
  const radiusM = body.headRadiusM
  const face = place(head)
  const throat = place(neck)
  const round = (centre: Vec3, ofM: number): { bars: Bar[]; depthM: number } => {
    const at = place(centre)
    return { bars: [disc(at.x, at.y, ofM * at.pixelsPerMetre)], depthM: at.depthM }
  }
  const back = (behind: number, up: number): Vec3 => along(along(head, gaze, -behind * radiusM), crown, up * radiusM)
  const pieces: Piece[] = [
    {
      bars: [bar(throat, face, 0.05 * body.girth ** 0.5, 0.05 * body.girth ** 0.5)],
      colour: kit.skin,
      depthM: throat.depthM + 0.01,
    },
    { ...round(along(head, gaze, 0.12 * radiusM), radiusM * 0.94), colour: kit.skin },
  ]
  if (kit.hairStyle !== 'bald') pieces.push({ ...round(back(0.28, 0.3), radiusM * 0.94), colour: kit.hair })
  if (kit.hairStyle === 'bun') pieces.push({ ...round(back(0.6, 1.1), radiusM * 0.42), colour: kit.hair })
  if (kit.hairStyle === 'ponytail') {
    const [root, tip] = [place(back(1.05, 0.35)), place(add(back(1.5, -0.9), scale([0, -1, 0], radiusM * 0.4)))]
    pieces.push({
      bars: [bar(root, tip, radiusM * 0.34, radiusM * 0.18)],
      colour: kit.hair,
      depthM: root.depthM,
    })
  }
  if (kit.hairStyle === 'band') pieces.push(headBand(joints, { body, kit }, place))
  return pieces
}

function headBand({ head, gaze, crown }: Joints, { body, kit }: Figure, place: Place): Piece {
  const side: Vec3 = [
    gaze[1] * crown[2] - gaze[2] * crown[1],
    gaze[2] * crown[0] - gaze[0] * crown[2],
    gaze[0] * crown[1] - gaze[1] * crown[0],
  ]
  const brow = along(along(head, crown, 0.42 * body.headRadiusM), gaze, 0.3 * body.headRadiusM)
  const [a, b] = [place(along(brow, side, -0.7 * body.headRadiusM)), place(along(brow, side, 0.7 * body.headRadiusM))]
  const thinM = body.headRadiusM * 0.2
  return { bars: [bar(a, b, thinM, thinM)], colour: kit.shirt, depthM: Math.min(a.depthM, b.depthM) - 0.2 }
}

function armPieces(arm: ArmJoints, { body, kit }: Figure, place: Place): Piece[] {
  const [shoulderM, elbowM, wristM] = scaled(body, 0.05, 0.04, 0.034)
  const [shoulder, elbow, wrist, hand] = [place(arm.shoulder), place(arm.elbow), place(arm.wrist), place(arm.hand)]
  const sleeveEnd = between(arm.shoulder, arm.elbow, Math.min(1, kit.sleeve))
  const upperDepth = (shoulder.depthM + elbow.depthM) / 2
  const foreDepth = (elbow.depthM + wrist.depthM) / 2
  const long = kit.sleeve > 1
  const fistM = wristM * 1.25
  return [
    { bars: [bar(shoulder, elbow, shoulderM, elbowM)], colour: kit.skin, depthM: upperDepth },
    {
      bars: [bar(shoulder, place(sleeveEnd), shoulderM * 1.16, elbowM * 1.16)],
      colour: kit.shirt,
      depthM: upperDepth - 1e-4,
    },
    { bars: [bar(elbow, wrist, elbowM, wristM)], colour: long ? kit.shirt : kit.skin, depthM: foreDepth },
    { bars: [bar(wrist, hand, fistM, fistM)], colour: kit.skin, depthM: foreDepth - 2e-4 },
  ]
}

function legPieces(leg: LegJoints, { body, kit }: Figure, place: Place): Piece[] {
  const [hipM, kneeM, ankleM] = scaled(body, 0.075, 0.055, 0.04)
  const [hip, knee, ankle] = [place(leg.hip), place(leg.knee), place(leg.ankle)]
  const hemShare = Math.min(1, kit.shortsLength)
  const hem = between(leg.hip, leg.knee, hemShare)
  const sockTop = between(leg.ankle, leg.knee, kit.sockLength)
  const thighDepth = (hip.depthM + knee.depthM) / 2
  const shinDepth = (knee.depthM + ankle.depthM) / 2
  const long = kit.shortsLength > 1
  const [heel, toe] = [place(leg.heel), place(leg.toe)]
  const hemM = (hipM + (kneeM - hipM) * hemShare) * 1.14
  return [
    { bars: [bar(hip, knee, hipM, kneeM)], colour: kit.skin, depthM: thighDepth },
    { bars: [bar(hip, place(hem), hipM * 1.12, hemM)], colour: kit.shorts, depthM: thighDepth - 1e-4 },
    { bars: [bar(knee, ankle, kneeM, ankleM)], colour: long ? kit.shorts : kit.skin, depthM: shinDepth },
    ...(long
      ? []
      : [
          {
            bars: [bar(place(sockTop), ankle, ankleM * 1.25, ankleM * 1.15)],
            colour: kit.socks,
            depthM: shinDepth - 1e-4,
          },
        ]),
    { bars: [bar(heel, toe, ankleM * 1.05, ankleM * 0.8)], colour: kit.shoes, depthM: shinDepth - 2e-4 },
  ]
}

/** Radii in metres for a body's girth. */
function scaled(body: Body, ...radiiM: [number, number, number]): [number, number, number] {
  return [radiiM[0] * body.girth, radiiM[1] * body.girth, radiiM[2] * body.girth]
}
