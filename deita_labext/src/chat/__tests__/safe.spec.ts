import { putContent, safeContent } from '../safe';

const html = (dirty: string): string => {
  const node = document.createElement('div');
  node.append(safeContent(dirty));
  return node.innerHTML;
};

describe('safeContent', () => {
  it('leaves what Markdown makes', () => {
    const plain = '<p>a <strong>b</strong> <code>c</code></p><ul><li>d</li></ul>';
    expect(html(plain)).toBe(plain);
  });

  it('has nothing that a browser would fetch', () => {
    expect(html('<p><img src="https://x.y/?secret" alt="a chart"></p>')).toBe(
      '<p>a chart</p>'
    );
    expect(html('<p style="background:url(https://x.y)">a</p>')).toBe('<p>a</p>');
    expect(html('<table background="https://x.y"><tbody></tbody></table>')).toBe(
      '<table><tbody></tbody></table>'
    );
    expect(html('<video poster="https://x.y"></video><iframe src="/"></iframe>')).toBe(
      ''
    );
    expect(html('<svg><image href="https://x.y"/></svg>')).toBe('');
    expect(html('<link rel="stylesheet" href="https://x.y">a')).toBe('a');
  });

  it('has nothing that runs or asks', () => {
    expect(html('<p onclick="alert(1)" id="main">a</p>')).toBe('<p>a</p>');
    expect(html('<form><input name="password"></form>')).toBe('');
    expect(html('<a href="javascript:alert(1)">a</a>')).toBe('<a>a</a>');
  });

  it('says where links lead, and opens them elsewhere', () => {
    expect(html('<a href="https://x.y/z">a</a>')).toBe(
      '<a href="https://x.y/z" target="_blank" rel="noopener noreferrer" title="https://x.y/z">a</a>'
    );
  });
});

describe('putContent', () => {
  it('leaves nodes in place that are the same, or only grew', () => {
    const node = document.createElement('div');
    putContent(node, safeContent('<p>One.</p><p>Tw</p>'));
    const [first, second] = node.children;
    putContent(node, safeContent('<p>One.</p><p>Two.</p><ul><li>a</li></ul>'));
    expect(node.children[0]).toBe(first);
    expect(node.children[1]).toBe(second);
    expect(node.innerHTML).toBe('<p>One.</p><p>Two.</p><ul><li>a</li></ul>');
    putContent(node, safeContent('<p>Other</p>'));
    expect(node.innerHTML).toBe('<p>Other</p>');
  });
});
