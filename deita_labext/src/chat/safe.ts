/** Markdown that a model wrote, as nodes that can do nothing and ask nobody for anything. */

/** Elements that stay; all others are replaced by what they hold, or by their words. */
const ELEMENTS = new Set(
  `a b blockquote br code del details div em h1 h2 h3 h4 h5 h6 hr i kbd li mark ol p pre s
  span strong sub summary sup table tbody td th thead tr u ul`.split(/\s+/)
);

/** Elements that go with all that is in them. */
const GONE = new Set(
  'audio button embed form iframe input math object picture script select source style svg template textarea video'.split(
    ' '
  )
);

const ATTRIBUTES = new Set(['class', 'colspan', 'href', 'rowspan', 'start', 'title']);

/**
 * The content of HTML that was sanitised before, without anything that a browser would
 * fetch by itself: an image's address could carry away what the model was told. A link
 * is only followed by a person, who sees where it leads.
 */
export function safeContent(html: string): DocumentFragment {
  const template = document.createElement('template');
  template.innerHTML = html;
  const { content } = template;
  for (const element of [...content.querySelectorAll('*')]) {
    const name = element.localName;
    if (GONE.has(name)) {
      element.remove();
    } else if (name === 'img') {
      element.replaceWith(element.getAttribute('alt') ?? '');
    } else if (!ELEMENTS.has(name)) {
      element.replaceWith(...element.childNodes);
    } else {
      clean(element);
    }
  }
  return content;
}

function clean(element: Element): void {
  for (const { name } of [...element.attributes]) {
    if (!ATTRIBUTES.has(name)) {
      element.removeAttribute(name);
    }
  }
  if (element.localName !== 'a') {
    return;
  }
  const address = element.getAttribute('href') ?? '';
  if (/^https?:\/\//i.test(address)) {
    element.setAttribute('target', '_blank');
    element.setAttribute('rel', 'noopener noreferrer');
    element.setAttribute('title', address);
  } else {
    element.removeAttribute('href');
  }
}

/**
 * Give a node this content, leaving in place what is the same: text that was there
 * before neither flickers nor loses its selection.
 */
export function putContent(node: Node, content: Node): void {
  const wanted = [...content.childNodes];
  let index = 0;
  for (const child of wanted) {
    const present = node.childNodes[index];
    if (present === undefined) {
      node.appendChild(child);
    } else if (!present.isEqualNode(child)) {
      if (isSameElement(present, child)) {
        putContent(present, child);
      } else {
        node.replaceChild(child, present);
      }
    }
    index += 1;
  }
  while (node.childNodes.length > index) {
    node.lastChild?.remove();
  }
}

/** Whether two nodes are elements that differ in what they hold only. */
function isSameElement(one: Node, other: Node): boolean {
  return (
    one instanceof Element &&
    other instanceof Element &&
    one.cloneNode(false).isEqualNode(other.cloneNode(false))
  );
}
