// One addition to tfjs-node-gpu's binding before it is compiled. As it is shipped it passes on attributes that are lists of
// numbers, but not lists of texts or types, and without those TensorFlow's fused convolutions can't be called. Where a binding
// comes ready-made, without this, the product computes the same in separate steps.

/** The file of the binding that the addition goes into. */
export const attributesFile = 'tfjs_backend.cc'

const texts = String.raw`
      if (IsArray(env, nstatus, &js_value)) {
        uint32_t length;
        nstatus = napi_get_array_length(env, js_value, &length);
        ENSURE_NAPI_OK(env, nstatus);
        std::vector<std::string> texts(length);
        std::vector<const void *> starts(length);
        std::vector<size_t> lengths(length);
        for (uint32_t i = 0; i < length; ++i) {
          napi_value element;
          nstatus = napi_get_element(env, js_value, i, &element);
          ENSURE_NAPI_OK(env, nstatus);
          nstatus = GetStringParam(env, element, texts[i]);
          ENSURE_NAPI_OK(env, nstatus);
          starts[i] = texts[i].data();
          lengths[i] = texts[i].size();
        }
        TFE_OpSetAttrStringList(tfe_op, attr_name, starts.data(), lengths.data(),
                                static_cast<int>(length));
        break;
      }`

const types = String.raw`
      if (IsArray(env, nstatus, &js_value)) {
        uint32_t length;
        nstatus = napi_get_array_length(env, js_value, &length);
        ENSURE_NAPI_OK(env, nstatus);
        std::vector<TF_DataType> types(length);
        for (uint32_t i = 0; i < length; ++i) {
          napi_value element;
          nstatus = napi_get_element(env, js_value, i, &element);
          ENSURE_NAPI_OK(env, nstatus);
          int32_t type;
          nstatus = napi_get_value_int32(env, element, &type);
          ENSURE_NAPI_OK(env, nstatus);
          types[i] = static_cast<TF_DataType>(type);
        }
        TFE_OpSetAttrTypeList(tfe_op, attr_name, types.data(),
                              static_cast<int>(length));
        break;
      }`

/**
 * @param {string} source of `attributesFile`
 * @returns {string} the same, which also takes lists of texts and of types
 */
export function withAttributeLists(source) {
  return [
    { place: 'case TF_ATTR_STRING: {', addition: texts },
    { place: 'case TF_ATTR_TYPE: {', addition: types },
  ].reduce((text, { place, addition }) => {
    const [before, after, ...more] = text.split(place)
    if (after === undefined || more.length > 0) throw new Error(`${attributesFile} has another shape than expected`)
    return `${before}${place}${addition}${after}`
  }, source)
}
