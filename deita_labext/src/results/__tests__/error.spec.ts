import { nullTranslator } from '@jupyterlab/translation';
import { ERROR_TYPE } from '../bundle';
import { ErrorOutput } from '../error';

function modelOf(data: object) {
  return {
    trusted: false,
    data: { [ERROR_TYPE]: { version: 1, ...data } },
    metadata: {},
    setData: () => undefined
  };
}

describe('ErrorOutput', () => {
  it('says what is wrong, where, and what to do', async () => {
    const output = new ErrorOutput(nullTranslator.load('deita'));
    await output.renderModel(
      modelOf({
        message: 'No column carrer.',
        hint: 'Did you mean carrier?',
        sql: 'select carrer',
        line: 1,
        column: 8
      })
    );
    expect(Array.from(output.node.children, node => node.textContent)).toEqual([
      'No column carrer.',
      '1 │ select carrer\n           ^',
      'Did you mean carrier?'
    ]);
    output.dispose();
  });

  it('never takes text for HTML', async () => {
    const output = new ErrorOutput(nullTranslator.load('deita'));
    const html = '<img src=x onerror="alert(1)">';
    await output.renderModel(
      modelOf({ message: html, sql: html, line: 1, hint: html })
    );
    expect(output.node.querySelector('img')).toBeNull();
    expect(output.node.textContent).toContain(html);
    output.dispose();
  });
});
