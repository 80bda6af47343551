/** Width and height of a picture in EMU (ECMA-376 part 1, 20.1.2.1): 12.7 by 7.62 cm. */
const EXTENT = 'cx="4572000" cy="2743200"';
const DRAWING = "http://schemas.openxmlformats.org/drawingml/2006";

/** A picture in the line; `id` is its relation, `alt` its description, already escaped. */
export const imageXml = (id: string, number: number, alt: string): string =>
  `<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent ${EXTENT}/><wp:docPr id="${number}" name="Afbeelding ${number}" descr="${alt}" title="${alt}"/><wp:cNvGraphicFramePr><a:graphicFrameLocks xmlns:a="${DRAWING}/main" noChangeAspect="1"/></wp:cNvGraphicFramePr><a:graphic xmlns:a="${DRAWING}/main"><a:graphicData uri="${DRAWING}/picture"><pic:pic xmlns:pic="${DRAWING}/picture"><pic:nvPicPr><pic:cNvPr id="${number}" name="Afbeelding ${number}"/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill><a:blip r:embed="${id}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext ${EXTENT}/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>`;
