/** The model that a person works with: chosen on one page, it stays so on the others. Empty: the newest. */
class ModelInHand {
  id = $state('')
}

export const modelInHand = new ModelInHand()
